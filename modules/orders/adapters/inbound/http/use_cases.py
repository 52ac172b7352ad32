"""What the routes of orders call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from modules.orders.application.attempt import PlacedOrder
from modules.orders.application.await_settlement import AwaitSettlement
from modules.orders.application.capture_payment import CapturePayment
from modules.orders.application.change_coupon import CouponChange
from modules.orders.application.commands import (
    CancelOrder,
    HoldOrder,
    PaymentWish,
    PlaceOrder,
    ReleaseOrder,
    UpdateOrder,
)
from modules.orders.application.create_coupon import NewCoupon
from modules.orders.application.follow_orders import FollowOrder, FollowOrders
from modules.orders.application.fulfilment_commands import PartCommand, ReasonedCommand
from modules.orders.application.pay_order import Paying, PayOrder
from modules.orders.application.quote_order import QuoteOrder
from modules.orders.application.read_coupons import ReadCoupons
from modules.orders.application.read_money import PaymentView, ReadMoney
from modules.orders.application.read_orders import GetOrder, ListOrders
from modules.orders.application.read_timeline import ReadTimeline
from modules.orders.application.refund_order import RefundOrder
from modules.orders.application.resend_mails import RequestedMails, ResendMails
from modules.orders.domain.coupon import Coupon
from modules.orders.domain.order import Order
from modules.orders.ports.money_records import RefundRecord
from shared.infra.http.access.command_request import UseCase
from shared.kernel.events import Cause
from shared.kernel.idempotency import Answer, Claim


@dataclass(frozen=True, slots=True)
class PlacingUseCases:
    place: UseCase[PlaceOrder, PlacedOrder]
    quote: QuoteOrder
    token_of: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class PayingUseCases:
    start: UseCase[PayOrder, Paying]
    settle: AwaitSettlement
    complete: Callable[[Claim, Answer], Awaitable[None]]
    report: Callable[[bytes, str, Cause], Awaitable[None]]
    check_card: Callable[[PaymentWish | None, Claim | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class MoneyUseCases:
    read: ReadMoney
    refund: UseCase[RefundOrder, RefundRecord]
    retry: UseCase[PartCommand, RefundRecord]
    dismiss: UseCase[ReasonedCommand, RefundRecord]
    capture: UseCase[CapturePayment, Paying]
    void: UseCase[ReasonedCommand, PaymentView]


@dataclass(frozen=True, slots=True)
class ReadingUseCases:
    get: GetOrder
    list: ListOrders
    timeline: ReadTimeline


@dataclass(frozen=True, slots=True)
class ChangingUseCases:
    mail: UseCase[ResendMails, RequestedMails]
    cancel: UseCase[CancelOrder, Order]
    hold: UseCase[HoldOrder, Order]
    release: UseCase[ReleaseOrder, Order]
    update: UseCase[UpdateOrder, Order]


@dataclass(frozen=True, slots=True)
class StreamingUseCases:
    order: FollowOrder
    orders: FollowOrders


@dataclass(frozen=True, slots=True)
class CouponUseCases:
    read: ReadCoupons
    create: UseCase[NewCoupon, Coupon]
    change: UseCase[CouponChange, Coupon]
