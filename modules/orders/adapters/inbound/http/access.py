"""Access to the routes of orders: who may call them, by what the handlers do."""

from typing import Annotated

from fastapi import Depends

from modules.orders.application.visibility import MONEY_SCOPES, READ_SCOPES
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, requires, signed_in
from shared.infra.http.streams.stream_admission import StreamAdmission, stream
from shared.kernel.principal import Principal

_WRITE = "orders:write"
_REFUND = "orders:refund"
_SHIP = "fulfillment:write"
_RETURN = "returns:write"

ListOrders = Annotated[Principal, Depends(signed_in(elevated_scopes=["orders:read"]))]
ReadOrder = Annotated[Principal, Depends(signed_in(guest=True, elevated_scopes=READ_SCOPES))]
ChangeOrder = Annotated[CommandRequest, Depends(command(elevated_scopes=[_WRITE]))]
CancelOrder = Annotated[CommandRequest, Depends(command(guest=True, elevated_scopes=[_WRITE]))]
ManageOrder = Annotated[CommandRequest, Depends(command(_WRITE))]

RefundOrder = Annotated[
    CommandRequest, Depends(command(_REFUND, "payments:record", keyed="required", scope_from_body=True))
]
DecideRefund = Annotated[CommandRequest, Depends(command(_REFUND, keyed="required"))]
ListRefunds = Annotated[Principal, Depends(signed_in(elevated_scopes=["orders:read", *MONEY_SCOPES]))]
ReadRefund = Annotated[Principal, Depends(signed_in(guest=True, elevated_scopes=[*READ_SCOPES, *MONEY_SCOPES]))]

MoveUnits = Annotated[CommandRequest, Depends(command(_SHIP, keyed="required"))]
ChangeShipment = Annotated[CommandRequest, Depends(command(_SHIP))]
ListShipments = Annotated[Principal, Depends(signed_in(elevated_scopes=[_SHIP, "orders:read"]))]
ReadShipment = Annotated[Principal, Depends(signed_in(guest=True, elevated_scopes=[_SHIP, *READ_SCOPES]))]
ReadQueue = Annotated[Principal, Depends(requires(_SHIP, "orders:read"))]

RequestReturn = Annotated[CommandRequest, Depends(command(keyed="required", guest=True, elevated_scopes=[_RETURN]))]
ManageReturn = Annotated[CommandRequest, Depends(command(_RETURN, keyed="required"))]
RefundReturn = DecideRefund
ListReturns = Annotated[Principal, Depends(signed_in(elevated_scopes=[_RETURN, "orders:read"]))]
ReadReturn = Annotated[Principal, Depends(signed_in(guest=True, elevated_scopes=[_RETURN, *READ_SCOPES]))]

StreamOrders = Annotated[StreamAdmission, Depends(stream(elevated_scopes=["orders:read"]))]
StreamOrder = Annotated[StreamAdmission, Depends(stream(guest=True, elevated_scopes=READ_SCOPES))]
IssueTicket = Annotated[CommandRequest, Depends(command(guest=True))]
