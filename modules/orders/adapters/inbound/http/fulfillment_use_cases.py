"""The use cases that the routes of fulfillment and returns call."""

from dataclasses import dataclass

from modules.orders.application.fulfillment_commands import (
    ChangeTrackingCommand,
    ReallocateUnitsCommand,
    ReasonedCommand,
    ReceiveReturnCommand,
    RefundReturnCommand,
    RequestReturnCommand,
    ShipUnitsCommand,
    SubresourceCommand,
)
from modules.orders.application.queries.fulfillment_queries import ListFulfillmentQueue, ReadReturns, ReadShipments
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class FulfillmentUseCases:
    read: ReadShipments
    queue: ListFulfillmentQueue
    ship: UseCase[ShipUnitsCommand, Shipment]
    reallocate: UseCase[ReallocateUnitsCommand, Order]
    relabel: UseCase[ChangeTrackingCommand, Shipment]
    deliver: UseCase[SubresourceCommand, Shipment]
    cancel: UseCase[SubresourceCommand, Shipment]


@dataclass(frozen=True, slots=True)
class ReturnUseCases:
    read: ReadReturns
    request: UseCase[RequestReturnCommand, Return]
    approve: UseCase[SubresourceCommand, Return]
    reject: UseCase[SubresourceCommand, Return]
    cancel: UseCase[SubresourceCommand, Return]
    receive: UseCase[ReceiveReturnCommand, Return]
    refund: UseCase[RefundReturnCommand, Return]
    close: UseCase[ReasonedCommand, Return]
