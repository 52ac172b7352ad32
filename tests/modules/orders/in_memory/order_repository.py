"""The repository of orders in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

from modules.orders.adapters.outbound.sql.published_events import collect_events
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.erasure import Erasure, anonymize
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OPEN_STATUSES, OrderStatus
from modules.orders.domain.settlement.disputes import DISPUTE
from modules.orders.domain.settlement.due_requests import is_due_at_provider
from modules.orders.ports.orders.order_queries import HistoryEntry
from modules.orders.ports.orders.order_repository import Reference, SequenceName
from tests.modules.orders.in_memory.transaction import InMemoryTransaction


class InMemoryOrderRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._kept = tx.state

    async def next_ids(self, count: int, of: SequenceName = "order") -> Sequence[int]:
        first = self._kept.last_id + 1
        self._kept.last_id += count
        return list(range(first, first + count))

    async def lock_names(self, names: Collection[str]) -> None:
        pass

    async def find_by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        known = {
            Reference(o.buyer.reference_scope, o.client_reference): o.id
            for o in self._kept.orders.values()
            if o.client_reference
        }
        return {reference: known[reference] for reference in references if reference in known}

    async def count_unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        waiting = [o.buyer for o in self._kept.orders.values() if o.status is OrderStatus.PENDING_PAYMENT]
        own = [each.customer_id for each in waiting if each.placed_by == f"user:{each.customer_id}"]
        return {id_: own.count(id_) for id_ in customer_ids}

    def add(self, order: Order) -> None:
        self.save(order)

    def save(self, order: Order) -> None:
        entries = [(order.id, entry) for entry in _entries(order)]
        collect_events(self._tx, order)
        self._tx.later.append(lambda: self._keep(order, entries))

    async def save_terms(self, order: Order) -> None:
        """`save` stores all of an order here."""

    def save_money(self, order: Order) -> None:
        self.save(order)

    def _keep(self, order: Order, entries: Sequence[tuple[int, HistoryEntry]]) -> None:
        kept = deepcopy(order)
        self._kept.history += entries
        for payment in kept.payments:
            payment.persisted, payment.dirty = True, False
        for refund in kept.refunds:
            refund.persisted, refund.dirty = True, False
        self._kept.orders[order.id] = kept

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def lock_available(self, order_ids: Collection[int]) -> Sequence[Order]:
        return [deepcopy(order) for id_, order in sorted(self._kept.orders.items()) if id_ in order_ids]

    async def find_by_payment(self, payment_id: int) -> int | None:
        return next((o.id for o in self._kept.orders.values() if payment_id in {p.id for p in o.payments}), None)

    async def find_by_refund(self, refund_id: int) -> int | None:
        return next((o.id for o in self._kept.orders.values() if refund_id in {r.id for r in o.refunds}), None)

    async def get_buyers(self, order_ids: Sequence[int]) -> Mapping[int, Buyer]:
        found = {id_: self._kept.orders[id_].buyer for id_ in order_ids if id_ in self._kept.orders}
        return {id_: replace(buyer, guest=None) for id_, buyer in found.items()}

    async def list_with_coupon(self, customer_id: int) -> Sequence[int]:
        orders = self._kept.orders.values()
        return [o.id for o in orders if o.coupon_code is not None and o.buyer.customer_id == customer_id]

    async def claim_guest_orders(self, customer_id: int, email: str) -> None:
        for order in self._kept.orders.values():
            if order.buyer.guest is not None and order.buyer.guest.email.lower() == email.lower():
                order.buyer = replace(order.buyer, claimed_by=customer_id)

    async def erase(self, customer_id: int) -> Sequence[int]:
        waiting: list[int] = []
        for order in self._kept.orders.values():
            if order.buyer.customer_id == customer_id:
                if order.erasure is None:
                    waits = order.status in OPEN_STATUSES and any(
                        line.open_quantity for line in order.lines if line.requires_shipping
                    )
                    home, order.details = order.details.shipping_address, anonymize(order.details)
                    order.erasure = Erasure.WAITING if waits else Erasure.DONE
                    if waits:
                        order.details = replace(order.details, shipping_address=home)
                        waiting.append(order.id)
                if order.hold and order.hold.reason not in (STOCK_SHORTFALL, DISPUTE):
                    order.hold = replace(order.hold, reason="erased")
                for refund in order.refunds:
                    refund.reason = "erased"
                    refund.dismiss_reason = refund.dismiss_reason and "erased"
                self._kept.history = [_erased_entry(id_, entry, order.id) for id_, entry in self._kept.history]
        return waiting

    async def list_overdue(self, limit: int) -> Sequence[int]:
        return [o.id for o in self._kept.orders.values() if o.is_overdue(self._kept.now)][:limit]

    async def list_due_among(self, order_ids: Sequence[int]) -> Sequence[int]:
        return [id_ for id_ in order_ids if _has_work(self._kept.orders[id_], self._kept.now)]

    async def list_due_at_provider(self, limit: int) -> Sequence[int]:
        return [o.id for o in self._kept.orders.values() if _has_work(o, self._kept.now)][:limit]

    async def list_expiring_authorizations(self, within: timedelta, limit: int) -> Sequence[int]:
        until = self._kept.now + within
        return [o.id for o in self._kept.orders.values() if any(_lapses(p, until) for p in o.payments)][:limit]


def _erased_entry(id_: int, entry: HistoryEntry, erased: int) -> tuple[int, HistoryEntry]:
    """The history entry, without its reason if its order is erased."""
    if id_ != erased or entry.detail.get("reason") in (None, STOCK_SHORTFALL, DISPUTE):
        return id_, entry
    return id_, replace(entry, detail={**entry.detail, "reason": "erased"})


def _lapses(payment: Payment, until: datetime) -> bool:
    ends = payment.authorization_expires_at
    return (
        payment.status is PaymentState.AUTHORIZED and not payment.lapse_notified and ends is not None and ends <= until
    )


def _has_work(order: Order, now: datetime) -> bool:
    if is_due_at_provider(order, now):
        return True
    waiting = [payment for payment in order.payments if payment.status is PaymentState.REQUIRES_ACTION]
    times = [order.payment_due_at, *(payment.next_action.expires_at for payment in waiting if payment.next_action)]
    return bool(waiting) and any(at is not None and at <= now for at in times)


def _entries(order: Order) -> Iterable[HistoryEntry]:
    for fact in order.events:
        metadata = fact.metadata
        yield HistoryEntry(
            fact.sequence,
            fact.at,
            fact.name,
            fact.status,
            fact.payment_status,
            metadata.actor,
            metadata.request_id,
            fact.detail,
        )
