"""The use cases that the routes of orders call."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.await_settlement import AwaitSettlement
from modules.orders.application.payments.capture_payment import CapturePaymentCommand
from modules.orders.application.payments.pay_order import PayOrderCommand, StartedPayment
from modules.orders.application.payments.void_payment import VoidPaymentCommand
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.application.queries.payment_queries import PaymentView, ReadPayments
from shared.infra.http.access.command_request import UseCase
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import IdempotencyKey, StoredResponse


@dataclass(frozen=True, slots=True)
class PlacementUseCases:
    place: UseCase[PlaceOrderCommand, PlacedOrder]
    quote: QuoteOrder
    token_of: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class CheckoutUseCases:
    start: UseCase[PayOrderCommand, StartedPayment]
    settle: AwaitSettlement
    complete: Callable[[IdempotencyKey, StoredResponse], Awaitable[None]]
    report: Callable[[str, bytes, Mapping[str, str], EventMetadata], Awaitable[None]]
    check_card: Callable[[PaymentInstruction | None, IdempotencyKey | None, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PaymentUseCases:
    read: ReadPayments
    capture: UseCase[CapturePaymentCommand, StartedPayment]
    void: UseCase[VoidPaymentCommand, PaymentView]
