"""An order to fulfill, with the stock reserved for it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment import refund_retry, return_credits, return_policy, shipping
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, Return, ReturnItem, ReturnState
from modules.orders.domain.fulfillment.shipment import Shipment, ShippedLine
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Refund, RefundItem
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.domain.settlement import payment_results, refund_policy
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class FulfillmentScenario:
    """An order of 3 A and 2 B, paid manually by default."""

    def __init__(self, **more: Any) -> None:
        wanted, offers = [RequestedLine("A", 3), RequestedLine("B", 2)], [FakeOffer("A"), FakeOffer("B")]
        basket = price(
            wanted,
            offers,
            [0, 0],
            shipping=Shipping(method="s", price_cents=500, tax_rate_bps=0),
            prices_include_tax=True,
        )
        more.setdefault("payment_method", "manual")
        if more["payment_method"] == "manual":
            more["payment"] = new_payment(
                1, order_id=1, amount_cents=basket.totals.total_cents, currency="GBP", instruction=None, now=NOW
            )
        self.order = Order.place(
            1,
            Buyer(customer_id=7, guest=None, placed_by="user:7"),
            basket,
            details=Details(shipping_address=HOME),
            currency="GBP",
            now=NOW,
            metadata=METADATA,
            payment_within=timedelta(minutes=15),
            **more,
        )
        self.held = {1: 3, 2: 2}
        self.order.allocate(self.left())
        self.shipments: list[Shipment] = []
        self.returns: list[Return] = []

    def left(self) -> list[FakeAllocation]:
        return [FakeAllocation(line_id, "AB"[line_id - 1], "MAIN", n) for line_id, n in self.held.items() if n]

    def ship(self, units: Mapping[int, int], now: datetime = NOW) -> Shipment:
        shipping.ensure_shippable(self.order, units, now)
        for line_id, count in units.items():
            self.held[line_id] -= count
        items = [ShippedLine(line_id=line_id, quantity=count) for line_id, count in units.items()]
        shipment = Shipment(
            id=len(self.shipments) + 1,
            order_id=1,
            location_code="MAIN",
            items=items,
            carrier=None,
            tracking_number=None,
            created_at=now,
            updated_at=now,
        )
        shipping.ship(self.order, shipment, self.left(), returns=self.returns, now=now, metadata=METADATA)
        self.shipments.append(shipment)
        return shipment

    def unship(self, shipment: Shipment) -> None:
        shipping.ensure_cancellable(self.order, shipment, self.returns)
        for line_id, count in shipment.units.items():
            self.held[line_id] += count
        shipping.cancel_shipment(self.order, shipment, self.left(), returns=self.returns, now=NOW, metadata=METADATA)

    def deliver(self, shipment: Shipment, now: datetime = NOW) -> None:
        shipping.deliver(self.order, shipment, now=now, metadata=METADATA)

    def ask(self, units: Mapping[int, int], after: datetime | None = None) -> Return:
        items = [ReturnItem(line_id=line_id, quantity=count, reason="no") for line_id, count in units.items()]
        requested = Return(id=len(self.returns) + 1, order_id=1, items=items, created_at=NOW, updated_at=NOW)
        return_policy.request(
            self.order,
            requested,
            self.returns,
            shipments=self.shipments,
            delivered_after=after,
            now=NOW,
            metadata=METADATA,
        )
        self.returns.append(requested)
        return requested

    def decide(self, chosen: Return, state: ReturnState) -> None:
        return_policy.decide(self.order, chosen, self.returns, state=state, now=NOW, metadata=METADATA)

    def receive(self, chosen: Return, *arrivals: tuple[int, int]) -> None:
        came = [
            ReceivedItem(line_id=line_id, quantity=count, location_code="MAIN", disposition="restock")
            for line_id, count in arrivals
        ]
        return_policy.receive(self.order, chosen, self.returns, arrivals=came, now=NOW, metadata=METADATA)

    def refund(self, chosen: Return, deduct: int = 0, shipping: int = 0) -> None:
        ids = self._refund_ids()
        return_credits.refund(
            self.order, chosen, ids, deduct_cents=deduct, shipping_cents=shipping, now=NOW, metadata=METADATA
        )

    def send_back(self, units: Mapping[int, int]) -> None:
        """Ship, request, approve and receive a return at once, which random single steps seldom reach."""
        self.ship(units)
        requested = self.ask(units)
        self.decide(requested, ReturnState.APPROVED)
        self.receive(requested, *units.items())

    def refund_one(self, units: Mapping[int, int]) -> None:
        """Ship units one by one and return all; receive and refund one of each line."""
        for line_id, count in units.items():
            for _ in range(count):
                self.ship({line_id: 1})
        requested = self.ask(units)
        self.decide(requested, ReturnState.APPROVED)
        self.receive(requested, *((line_id, 1) for line_id in units))
        self.refund(requested)

    def refund_copy(self, chosen: Return, deduct: int = 0) -> None:
        """Refund a copy, so that a rejected refund leaves no partial changes."""
        deepcopy(self).refund(deepcopy(chosen), deduct)

    def fail(self, refund: Refund) -> None:
        """The bank returns the refund."""
        refund_policy.record_failure(self.order, refund, NOW, METADATA)
        for chosen in self.returns:
            return_credits.reopen_after_failed_refund(self.order, chosen, refund, now=NOW, metadata=METADATA)

    def refund_units(self, units: Mapping[int, int], less: int = 0) -> None:
        """Refund units without a return."""
        items = refund_policy.credit_shipped(self.order, units)
        amount = max(1, sum(item.amount_cents for item in items) - less)
        refund_policy.create_refunds(
            self.order,
            self._refund_ids(),
            refund_policy.RefundRequest(
                amount_cents=amount, shipping_cents=0, items=items, reason="no", origin="request"
            ),
            now=NOW,
            metadata=METADATA,
        )

    def retry(self, failed: Refund) -> None:
        chosen = next((each for each in self.returns if each.id == failed.return_id), None)
        refund_retry.retry(self.order, failed, self._refund_ids(), chosen=chosen, now=NOW, metadata=METADATA)

    def close(self, chosen: Return) -> None:
        return_policy.close(self.order, chosen, "kept the goodwill", now=NOW, metadata=METADATA)

    def pay(self, cents: int) -> None:
        """Record a manual payment, in part or in full."""
        payment = new_payment(
            len(self.order.payments) + 1, order_id=1, amount_cents=cents, currency="GBP", instruction=None, now=NOW
        )
        self.order.add_payment(payment)
        payment_results.record_manual_payment(self.order, payment, NOW, METADATA)

    def cancel(self, units: Mapping[int, int]) -> None:
        """Cancel units and refund the surplus."""
        items = cancellation.cancel_units(self.order, units, NOW, METADATA)
        for line_id, count in units.items():
            self.held[line_id] -= count
        self._give_surplus_back(items)

    def cancel_whole(self) -> None:
        items = cancellation.cancel(self.order, "no", NOW, METADATA)
        self.held = dict.fromkeys(self.held, 0)
        self._give_surplus_back(items)

    def _give_surplus_back(self, items: list[RefundItem]) -> None:
        if (amount := refund_policy.surplus_cents(self.order)) > 0:
            instruction = refund_policy.RefundRequest(
                amount_cents=amount, shipping_cents=0, items=items, reason="no", origin="cancellation"
            )
            made, *_ = refund_policy.create_refunds(
                self.order, self._refund_ids(), instruction, now=NOW, metadata=METADATA
            )
            refund_policy.supersede_failed(self.order, made, NOW)

    def _refund_ids(self) -> list[int]:
        """As many ids as one decision can need."""
        first = len(self.order.refunds) + 1
        return list(range(first, first + max(1, len(self.order.payments))))

    @property
    def facts(self) -> list[str]:
        return [fact.name for fact in self.order.events][2:]
