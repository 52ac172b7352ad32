"""The use cases that the routes of orders call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.changes.hold_order import HoldOrderCommand, ReleaseOrderCommand
from modules.orders.application.changes.resend_mails import RequestedMails, ResendMailsCommand
from modules.orders.application.changes.update_order import UpdateOrderCommand
from modules.orders.application.coupons.change_coupon import ChangeCouponCommand
from modules.orders.application.coupons.coupon_queries import ReadCoupons
from modules.orders.application.coupons.create_coupon import CreateCouponCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.await_settlement import AwaitSettlement
from modules.orders.application.payments.capture_payment import CapturePaymentCommand
from modules.orders.application.payments.pay_order import PayOrderCommand, StartedPayment
from modules.orders.application.payments.refund_order import RefundOrderCommand
from modules.orders.application.payments.retry_refund import DismissRefundCommand, RetryRefundCommand
from modules.orders.application.payments.void_payment import VoidPaymentCommand
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.application.placement.quote_order import QuoteOrder
from modules.orders.application.queries.order_queries import GetOrder, ListOrders
from modules.orders.application.queries.order_timeline import GetOrderTimeline
from modules.orders.application.queries.payment_queries import PaymentView, ReadPayments
from modules.orders.application.queries.stream_orders import StreamOrder, StreamOrders
from modules.orders.domain.coupons.coupon import Coupon
from modules.orders.domain.order.order import Order
from modules.orders.ports.payments.payment_queries import RefundRecord
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
    report: Callable[[bytes, str, EventMetadata], Awaitable[None]]
    check_card: Callable[[PaymentInstruction | None, IdempotencyKey | None, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PaymentUseCases:
    read: ReadPayments
    refund: UseCase[RefundOrderCommand, RefundRecord]
    retry: UseCase[RetryRefundCommand, RefundRecord]
    dismiss: UseCase[DismissRefundCommand, RefundRecord]
    capture: UseCase[CapturePaymentCommand, StartedPayment]
    void: UseCase[VoidPaymentCommand, PaymentView]


@dataclass(frozen=True, slots=True)
class OrderQueryUseCases:
    get: GetOrder
    list: ListOrders
    timeline: GetOrderTimeline


@dataclass(frozen=True, slots=True)
class OrderChangeUseCases:
    mail: UseCase[ResendMailsCommand, RequestedMails]
    cancel: UseCase[CancelOrderCommand, Order]
    hold: UseCase[HoldOrderCommand, Order]
    release: UseCase[ReleaseOrderCommand, Order]
    update: UseCase[UpdateOrderCommand, Order]


@dataclass(frozen=True, slots=True)
class StreamUseCases:
    order: StreamOrder
    orders: StreamOrders


@dataclass(frozen=True, slots=True)
class CouponUseCases:
    read: ReadCoupons
    create: UseCase[CreateCouponCommand, Coupon]
    change: UseCase[ChangeCouponCommand, Coupon]
