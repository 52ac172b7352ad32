"""The use cases that the routes of fulfillment and returns call."""

from dataclasses import dataclass

from modules.orders.application.fulfillment.change_return import (
    CloseReturnCommand,
    DecideReturnCommand,
    ReceiveReturnCommand,
    RefundReturnCommand,
)
from modules.orders.application.fulfillment.change_shipment import (
    CancelShipmentCommand,
    ChangeTrackingCommand,
    DeliverShipmentCommand,
)
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnitsCommand
from modules.orders.application.fulfillment.request_return import RequestReturnCommand
from modules.orders.application.fulfillment.ship_units import ShipUnitsCommand
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
    deliver: UseCase[DeliverShipmentCommand, Shipment]
    cancel: UseCase[CancelShipmentCommand, Shipment]


@dataclass(frozen=True, slots=True)
class ReturnUseCases:
    read: ReadReturns
    request: UseCase[RequestReturnCommand, Return]
    approve: UseCase[DecideReturnCommand, Return]
    reject: UseCase[DecideReturnCommand, Return]
    cancel: UseCase[DecideReturnCommand, Return]
    receive: UseCase[ReceiveReturnCommand, Return]
    refund: UseCase[RefundReturnCommand, Return]
    close: UseCase[CloseReturnCommand, Return]
