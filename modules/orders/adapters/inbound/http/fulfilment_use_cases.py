"""What the routes of fulfilment and returns call."""

from dataclasses import dataclass

from modules.orders.application.fulfilment_commands import (
    PartCommand,
    Reallocate,
    ReasonedCommand,
    ReceiveReturn,
    RefundReturn,
    RelabelShipment,
    RequestReturn,
    ShipUnits,
)
from modules.orders.application.read_fulfilment import ReadQueue, ReadReturns, ReadShipments
from modules.orders.domain.order import Order
from modules.orders.domain.returns import Return
from modules.orders.domain.shipment import Shipment
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class FulfilmentUseCases:
    read: ReadShipments
    queue: ReadQueue
    ship: UseCase[ShipUnits, Shipment]
    reallocate: UseCase[Reallocate, Order]
    relabel: UseCase[RelabelShipment, Shipment]
    deliver: UseCase[PartCommand, Shipment]
    cancel: UseCase[PartCommand, Shipment]


@dataclass(frozen=True, slots=True)
class ReturnUseCases:
    read: ReadReturns
    request: UseCase[RequestReturn, Return]
    approve: UseCase[PartCommand, Return]
    reject: UseCase[PartCommand, Return]
    cancel: UseCase[PartCommand, Return]
    receive: UseCase[ReceiveReturn, Return]
    refund: UseCase[RefundReturn, Return]
    close: UseCase[ReasonedCommand, Return]
