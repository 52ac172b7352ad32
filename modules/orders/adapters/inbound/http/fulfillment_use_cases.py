"""What the routes of fulfilment and returns call."""

from dataclasses import dataclass

from modules.orders.application.fulfillment_commands import (
    PartCommand,
    Reallocate,
    ReasonedCommand,
    ReceiveReturn,
    RefundReturn,
    RelabelShipment,
    RequestReturn,
    ShipUnits,
)
from modules.orders.application.queries.fulfillment_queries import ReadQueue, ReadReturns, ReadShipments
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
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
