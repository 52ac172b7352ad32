"""A shop that accepts cards: its payment use cases over one store."""

from dataclasses import replace
from typing import Any

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.fulfillment.ship_units import ShipUnits, ShipUnitsCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.capture_payment import CapturePayment, CapturePaymentCommand
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.refunds.refund_order import RefundOrder, RefundOrderCommand
from modules.orders.application.settlement.claim_due import ClaimDue
from modules.orders.application.settlement.record_outcome import RecordOutcome
from modules.orders.application.settlement.settle_order import SettleOrder
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.ports.payments.payment_queries import RefundRecord
from shared.kernel.backoff import NO_JITTER
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal
from tests.modules.orders.in_memory.provider import GOOD, InMemoryProvider
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import MANAGER, METADATA, POLICY, STAFF, order_for, order_placement

CASHIER = Principal("1", "user", STAFF.scopes | {"orders:refund"}, owner_id=1)
MANUAL_PAYMENT = PaymentInstruction(method="manual")


class NoSettlement:
    """Starts nothing in the background: the test settles by itself."""

    def start(self, order_id: int, metadata: EventMetadata) -> None: ...


class PaymentShop:
    """`units` opens units of work; `capture_immediately` is the shop's setting."""

    def __init__(self, units: Any, stock: Any, customers: Any = None, *, capture_immediately: bool = True) -> None:
        self.provider = InMemoryProvider()
        begin = units.begin
        self._placing = order_placement(
            units.begin_batch, stock, customers, replace(POLICY, payment_providers=("stripe",))
        )
        providers = PaymentProviderRegistry({"stripe": self.provider})
        record = RecordOutcome(begin, stock, PROMOTIONS, POLICY, lambda: NO_JITTER)
        self._settle = SettleOrder(ClaimDue(begin), record, providers, capture_immediately=capture_immediately)
        self._cancel = CancelOrder(begin, stock, PROMOTIONS)
        self._refund = RefundOrder(begin, stock, POLICY)
        self._pay = StartPayment(begin, stock, PROMOTIONS, replace(POLICY, payment_providers=("stripe",)))
        self._capture = CapturePayment(begin, NoSettlement())
        self._ship = ShipUnits(begin, stock)

    async def place(
        self, *items: tuple[str, int], instruction: PaymentInstruction = MANUAL_PAYMENT, **more: Any
    ) -> Order:
        return await self._placing.one(order_for(*items, by=CASHIER, payment=instruction, **more))

    async def paid(self, *items: tuple[str, int], card: str = GOOD, **more: Any) -> Order:
        """Place an order by card and settle it."""
        order = await self.place(*items, instruction=PaymentInstruction(method="card", token=card), **more)
        await self.settle(order)
        return order

    async def settle(self, order: Order) -> None:
        await self._settle(order.id, METADATA)

    async def cancel(self, order: Order, units: dict[int, int] | None = None, by: Principal = CASHIER) -> Order:
        return await self._cancel(
            CancelOrderCommand(principal=by, metadata=METADATA, order_id=order.id, reason="no", units=units)
        )

    async def refund(self, order: Order, **what: Any) -> RefundRecord:
        return await self._refund(
            RefundOrderCommand(principal=CASHIER, metadata=METADATA, order_id=order.id, reason="broken", **what)
        )

    async def ship(self, order: Order, units: dict[int, int]) -> Shipment:
        return await self._ship(ShipUnitsCommand(principal=MANAGER, metadata=METADATA, order_id=order.id, units=units))

    async def pay(self, order: Order, cents: int | None = None) -> Order:
        """Record a manual payment of all or a part of what is outstanding."""
        instruction = PaymentInstruction(method="manual", amount_cents=cents)
        return (
            await self._pay(
                PayOrderCommand(principal=CASHIER, metadata=METADATA, order_id=order.id, instruction=instruction)
            )
        ).order

    async def capture(self, order: Order) -> Order:
        return (
            await self._capture(
                CapturePaymentCommand(principal=CASHIER, metadata=METADATA, payment_id=order.payments[0].id)
            )
        ).order
