"""A random history of orders and an independent journal of it."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from modules.orders.application.changes.update_order import UpdateOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.capture_payment import CapturePayment, CapturePaymentCommand
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn, ReceiveReturnCommand
from modules.orders.application.returns.refund_return import RefundReturn, RefundReturnCommand
from modules.orders.application.returns.request_return import RequestReturn, RequestReturnCommand
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, ReturnItem, ReturnState
from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.order import Order
from shared.infra.injection import resolve
from shared.kernel.errors import DomainError
from tests.modules.orders.in_memory.provider import GOOD
from tests.modules.orders.payment_shop import NoSettlement
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import HOME, MANAGER, METADATA, POLICY
from tests.modules.reports.report_shop import ReportShop
from tests.modules.reports.sales_journal import SalesJournal
from tests.modules.reports.shop_time import ZONE

ADDRESSES = [
    HOME,
    replace(HOME, country="DE", postal_code="10115"),
    replace(HOME, country="FR", postal_code="75001"),
]


PAYMENT_METHODS = (
    PaymentInstruction(method="manual"),
    PaymentInstruction(method="invoice"),
    PaymentInstruction(method="card", token=GOOD),
    None,
)


class RandomHistory:
    """Random steps. Steps that the shop refuses are skipped."""

    def __init__(self, shop: ReportShop, rng: random.Random) -> None:
        self.shop, self.rng = shop, rng
        self.journal = SalesJournal(ZONE)
        self.orders: list[int] = []

    async def place(self) -> None:
        rng = self.rng
        skus = rng.sample(["TEA", "POT", "TEA"], rng.randint(1, 3))
        buyer = (
            {"customer": Guest(name="Bob", email="bob@example.com")}
            if rng.random() < 0.2
            else {"customer_id": rng.choice((7, 8, 9))}
        )

        order = await self.shop.order(
            *((sku, rng.randint(1, 5)) for sku in skus),
            instruction=rng.choice(PAYMENT_METHODS),
            coupon_code=rng.choice((None, None, "SPRING", "FREE")),
            shipping_method=rng.choice(("standard", "express")),
            details=Details(shipping_address=rng.choice(ADDRESSES)),
            **buyer,
        )
        self.orders.append(order.id)
        await self.settled(order.id)

    async def step(self) -> None:
        doings = (
            self.cancel,
            self.cancel_some,
            self.pay,
            self.capture,
            self.refund_some,
            self.refund_amount,
            self.pay_part,
            self.move,
            self.ship_and_return,
        )

        order = await self.shop.read(self.rng.choice(self.orders))
        doing: Callable[[Order], Awaitable[None]] = self.rng.choice(doings)
        with suppress(DomainError):
            await doing(order)
        await self.settled(order.id)

    async def settled(self, order_id: int) -> None:
        self.journal.note(await self.shop.read(order_id))
        await resolve(self.shop.orders.settle_order)(order_id, METADATA)
        self.journal.note(await self.shop.read(order_id))

    async def cancel(self, order: Order) -> None:
        await self.shop.cancel(order)

    async def cancel_some(self, order: Order) -> None:
        line = self.rng.choice(order.lines)
        await self.shop.cancel(order, {line.line_id: self.rng.randint(1, line.quantity)})

    async def pay(self, order: Order) -> None:
        use_case = StartPayment(
            resolve(self.shop.orders.transactions).begin,
            resolve(self.shop.orders.stock),
            PROMOTIONS,
            resolve(self.shop.orders.policy),
        )
        await use_case(
            PayOrderCommand(
                principal=MANAGER,
                metadata=METADATA,
                order_id=order.id,
                instruction=self.rng.choice((PAYMENT_METHODS[0], PAYMENT_METHODS[2])),
            )
        )

    async def pay_part(self, order: Order) -> None:
        """Pay all but the price of some units, which a cancellation or return can settle later."""
        line = self.rng.choice(order.lines)
        rest = line.total_cents * self.rng.randint(1, line.quantity) // line.quantity
        await self.shop.pay(order, max(1, order.outstanding_cents - rest))

    async def capture(self, order: Order) -> None:
        for payment in order.payments:
            await CapturePayment(resolve(self.shop.orders.transactions).begin, NoSettlement())(
                CapturePaymentCommand(principal=MANAGER, metadata=METADATA, payment_id=payment.id)
            )

    async def refund_some(self, order: Order) -> None:
        line = self.rng.choice(order.lines)
        units = {line.line_id: self.rng.randint(1, line.quantity)}
        with suppress(DomainError):
            await self.shop.ship(order, units)
        await self.shop.refund(order, units=units)

    async def refund_amount(self, order: Order) -> None:
        await self.shop.refund(order, amount_cents=self.rng.randint(1, 300))

    async def move(self, order: Order) -> None:
        details, method = (
            Details(shipping_address=self.rng.choice(ADDRESSES)),
            self.rng.choice((None, "standard", "express")),
        )
        moved = UpdateOrderCommand(
            principal=MANAGER, metadata=METADATA, order_id=order.id, amend=lambda _: details, shipping_method=method
        )
        await resolve(self.shop.orders.update_order)(moved)

    async def ship_and_return(self, order: Order) -> None:
        begin, stock = resolve(self.shop.orders.transactions).begin, resolve(self.shop.orders.stock)
        line = self.rng.choice(order.lines)
        await self.shop.ship(order, {line.line_id: 1})
        items = [ReturnItem(line_id=line.line_id, quantity=1, reason="no")]
        requested = await RequestReturn(begin, POLICY)(
            RequestReturnCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, items=items)
        )
        await DecideReturn(begin, ReturnState.APPROVED)(
            DecideReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id)
        )
        arrivals = [ReceivedItem(line_id=line.line_id, quantity=1, location_code="MAIN", disposition="restock")]
        await ReceiveReturn(begin, stock)(
            ReceiveReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id, arrivals=arrivals)
        )
        await RefundReturn(begin)(RefundReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id))

    def pass_time(self) -> None:
        """Advance the clock by hours or weeks, across days, months and daylight saving changes."""
        self.shop.db.clock_shift += timedelta(hours=self.rng.choice((0, 0, 0, 5, 30, 100)))
