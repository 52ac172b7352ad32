"""Access to the routes of orders: who may call them, by what the handlers do."""

from typing import Annotated

from fastapi import Depends

from modules.orders.application.order_access import MONEY_SCOPES, READ_SCOPES
from shared.infra.http.access.access_rule import ResourceToken
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, requires, signed_in
from shared.infra.http.streams.stream_admission import StreamAdmission, stream
from shared.kernel.principal import Principal

ORDER_TOKEN = ResourceToken("guest", "the order's token")

_WRITE = "orders:write"
_REFUND = "orders:refund"
_RECORD = "payments:record"
_SHIP = "fulfillment:write"
_RETURN = "returns:write"

PlaceOrder = Annotated[CommandRequest, Depends(command(elevated_scopes=["orders:create", _WRITE]))]
QuoteOrder = Annotated[CommandRequest, Depends(command(anyone=True))]
ListOrders = Annotated[Principal, Depends(signed_in(elevated_scopes=["orders:read"]))]
ReadOrder = Annotated[Principal, Depends(signed_in(token=ORDER_TOKEN, elevated_scopes=READ_SCOPES))]
ChangeOrder = Annotated[CommandRequest, Depends(command(elevated_scopes=[_WRITE]))]
CancelOrder = Annotated[CommandRequest, Depends(command(token=ORDER_TOKEN, elevated_scopes=[_WRITE]))]
ManageOrder = Annotated[CommandRequest, Depends(command(_WRITE))]

PayOrder = Annotated[
    CommandRequest,
    Depends(command(keyed="required", token=ORDER_TOKEN, elevated_scopes=[_WRITE, "orders:create", _RECORD])),
]
SendProviderWebhook = Annotated[CommandRequest, Depends(command(anyone=True, limit="provider"))]
ListPayments = Annotated[Principal, Depends(signed_in(elevated_scopes=["orders:read", *MONEY_SCOPES]))]
ReadPayment = Annotated[Principal, Depends(signed_in(token=ORDER_TOKEN, elevated_scopes=[*READ_SCOPES, *MONEY_SCOPES]))]
VoidPayment = Annotated[CommandRequest, Depends(command(_RECORD, keyed="required"))]
CapturePayment = Annotated[CommandRequest, Depends(command(_WRITE, keyed="required"))]

RefundOrder = Annotated[CommandRequest, Depends(command(_REFUND, _RECORD, keyed="required", scope_from_body=True))]
DecideRefund = Annotated[CommandRequest, Depends(command(_REFUND, keyed="required"))]
ListRefunds = ListPayments
ReadRefund = ReadPayment

MoveUnits = Annotated[CommandRequest, Depends(command(_SHIP, keyed="required"))]
ChangeShipment = Annotated[CommandRequest, Depends(command(_SHIP))]
ListShipments = Annotated[Principal, Depends(signed_in(elevated_scopes=[_SHIP, "orders:read"]))]
ReadShipment = Annotated[Principal, Depends(signed_in(token=ORDER_TOKEN, elevated_scopes=[_SHIP, *READ_SCOPES]))]
ReadQueue = Annotated[Principal, Depends(requires(_SHIP, "orders:read"))]

RequestReturn = Annotated[
    CommandRequest, Depends(command(keyed="required", token=ORDER_TOKEN, elevated_scopes=[_RETURN]))
]
ManageReturn = Annotated[CommandRequest, Depends(command(_RETURN, keyed="required"))]
RefundReturn = DecideRefund
ListReturns = Annotated[Principal, Depends(signed_in(elevated_scopes=[_RETURN, "orders:read"]))]
ReadReturn = Annotated[Principal, Depends(signed_in(token=ORDER_TOKEN, elevated_scopes=[_RETURN, *READ_SCOPES]))]

StreamOrders = Annotated[StreamAdmission, Depends(stream(elevated_scopes=["orders:read"]))]
StreamOrder = Annotated[StreamAdmission, Depends(stream(token=ORDER_TOKEN, elevated_scopes=READ_SCOPES))]
IssueTicket = Annotated[CommandRequest, Depends(command(token=ORDER_TOKEN))]
