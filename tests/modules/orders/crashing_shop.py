"""A shop and its provider, with processes that can crash at any point.

A process crashes by raising Crash. The next one starts after the leases have expired and continues from the committed
state.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Never

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.application.changes.cancel_order import CancelOrder
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.cancel_pending_approval import CancelPendingApproval
from modules.orders.application.payments.pay_order import PayOrder
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.refunds.retry_refund import RetryRefund
from modules.orders.application.settlement.await_settlement import AwaitSettlement
from modules.orders.application.settlement.claim_due import ClaimDue
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OrderStatus
from modules.orders.domain.settlement.provider_results import Outcome
from modules.orders.ports.payments.payment_provider import PaymentProvider
from shared.kernel.backoff import NO_JITTER
from shared.kernel.commands import Command
from shared.kernel.errors import DomainError
from shared.kernel.events import EventMetadata
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.in_memory.store import InMemoryStore, InMemoryUnitOfWork
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import METADATA, POLICY, STAFF, order_for, order_placement

ROUNDS = 12


class Crash(BaseException):
    """Simulates the end of the process; nothing catches it."""


@dataclass
class CrashPoints:
    """Numbers the points at which a process can crash, and crashes it at the chosen ones."""

    chosen: frozenset[int] = frozenset()
    passed: int = 0

    def pass_one(self) -> None:
        self.passed += 1
        if self.passed in self.chosen:
            raise Crash


class CrashingStore:
    """Opens transactions that can crash just before or just after the commit."""

    def __init__(self, memory: InMemoryStore, points: CrashPoints) -> None:
        self._memory = memory
        self._points = points

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        async with self._memory.begin(command) as work:
            committing = work.commit_without_response

            async def commit() -> None:
                self._points.pass_one()
                await committing()
                self._points.pass_one()

            work.commit_without_response = commit  # type: ignore[method-assign]
            yield work


class CrashingProvider:
    """A provider whose caller can crash before or after a request."""

    def __init__(self, provider: Any, points: CrashPoints) -> None:
        self._provider = provider
        self._points = points

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any) -> Any:
            self._points.pass_one()
            response = await getattr(self._provider, name)(*args)
            self._points.pass_one()
            return response

        return call


class SettlementByCaller(AwaitSettlement):
    """Settles in the caller's task, so that a crash ends the caller."""

    async def __call__(self, order_id: int, payment_id: int, seconds: float, metadata: EventMetadata) -> Order:
        await self._settle(order_id, metadata)
        async with self._read() as records:
            order = await records.get(order_id)
        assert order is not None
        return order


@dataclass
class CrashingShop:
    """A shop, its provider and its processes."""

    points: CrashPoints
    capture_immediately: bool = True
    around: Callable[[Any], Any] = lambda provider: provider
    record: type[RecordOutcome] = RecordOutcome
    cancel_pending: type[CancelPendingApproval] = CancelPendingApproval
    memory: InMemoryStore = field(default_factory=InMemoryStore)
    provider: InMemoryProvider = field(default_factory=InMemoryProvider)
    stock: InMemoryStock = field(default_factory=InMemoryStock)

    def __post_init__(self) -> None:
        self.stock.sell("TEA", 10, price_cents=500)
        begin = CrashingStore(self.memory, self.points).begin
        requested: PaymentProvider = CrashingProvider(self.around(self.provider), self.points)  # type: ignore[assignment]
        self.settle = SettleOrder(
            ClaimDue(begin),
            self.record(begin, self.stock, PROMOTIONS, POLICY, lambda: NO_JITTER),
            PaymentProviderRegistry({"stripe": requested}),
            capture_immediately=self.capture_immediately,
        )
        self.expire = ExpireOrders(begin, self.stock, PROMOTIONS)
        self.cancel = CancelOrder(begin, self.stock, PROMOTIONS)
        self.retry = RetryRefund(begin)
        self._attempt = PayOrder(
            self.cancel_pending(begin, POLICY_WITH_CARDS),
            SettlementByCaller(self.settle, self.memory.read),
            StartPayment(begin, self.stock, PROMOTIONS, POLICY_WITH_CARDS),
        )

    @property
    def order(self) -> Order:
        (order,) = self.memory.state.orders.values()
        return order

    async def place(self, token: str) -> None:
        command = order_for(("TEA", 2), payment=PaymentInstruction(method="card", token=token))
        await order_placement(self.memory.begin_batch, self.stock, policy=POLICY_WITH_CARDS).one(command)

    async def pay(self, token: str) -> None:
        """Pay with another card, and retry after a crash. Errors are final."""
        command = PayOrderCommand(
            principal=STAFF,
            metadata=METADATA,
            order_id=self.order.id,
            instruction=PaymentInstruction(method="card", token=token),
        )
        for _ in range(ROUNDS):
            try:
                await self._attempt(command)
            except Crash:
                self.memory.pass_time(seconds=31)
            except DomainError:
                return
            else:
                return

    async def work(self, **later: float) -> None:
        """Run each process once; a crashed one restarts after the leases have expired."""
        for process in (lambda: self.settle(self.order.id, METADATA), self.expire):
            try:
                await process()
            except Crash:
                self.memory.pass_time(seconds=31)
        self.memory.pass_time(**(later or {"seconds": 31}))

    async def do(self, what: Callable[[], Awaitable[object]]) -> None:
        """Run an action, and retry it after a crash. Errors are final."""
        while self.order.status is not OrderStatus.CANCELLED:
            with suppress(Crash):
                await what()

    async def rest(self) -> None:
        """Let time pass until nothing is left to do."""
        for _ in range(ROUNDS):
            await self.work()
        await self.work(hours=1)
        for _ in range(3):
            await self.work(minutes=11)


POLICY_WITH_CARDS = replace(POLICY, payment_providers=("stripe",))


_MONEY = (Outcome.CAPTURED, Outcome.AUTHORIZED)


def violations(world: CrashingShop) -> list[str]:
    """The violated invariants of money and stock."""
    order, provider = world.order, world.provider
    states = [payment.state for payment in provider._payments.values()]
    captured, refunded = sum(s.captured_cents for s in states), sum(s.refunded_cents for s in states)
    authorized = any(s.outcome == "authorized" for s in states)
    is_confirmed = order.status is OrderStatus.CONFIRMED
    stuck = (PaymentState.CAPTURING, PaymentState.VOIDING)
    repeated = Counter(refund.retry_of for refund in order.refunds if refund.retry_of is not None)
    found = {
        "charged twice": sum(provider.captures.values()) > 1 or sum(s.outcome in _MONEY for s in states) > 1,
        "amounts differ from the provider": (order.paid_cents, order.refunded_cents) != (captured, refunded),
        "something is still open": order.has_payment_in_progress or any(refund.is_open for refund in order.refunds),
        "something is still asked for": any(payment.status in stuck for payment in order.payments),
        "a token is kept": any(payment.token for payment in order.payments),
        "confirmed and not paid": is_confirmed and captured - refunded != order.due_cents and not authorized,
        "confirmed without its stock": is_confirmed
        and not {order.id} <= world.stock.committed & world.stock.holds.keys(),
        "money is kept for a cancelled order": not is_confirmed and captured != refunded,
        "money is authorized for a cancelled order": not is_confirmed and authorized,
        "stock is held by a cancelled order": not is_confirmed and order.id in world.stock.holds,
        "it is still pending": order.status is OrderStatus.PENDING_PAYMENT,
        "a failed refund was repeated twice": max(repeated.values(), default=0) > 1,
        "its history has gaps": [entry.sequence for _, entry in world.memory.state.history]
        != list(range(1, order.sequence + 1)),
    }
    return [what for what, is_so in found.items() if is_so]
