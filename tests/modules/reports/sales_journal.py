"""An independent oracle of the reports: a journal of payments and refunds.

It is computed from the results of the shop's use cases and shares no code with the reports.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from modules.orders.domain.order.line import Line
from modules.orders.domain.order.order import Order


@dataclass
class JournalEntry:
    """One order: its sale and its refunds by day."""

    day: date
    gross: int
    units: Mapping[str, int]
    revenue: Mapping[str, int]
    customer: int | None
    coupon: str | None
    country: str
    refunds: dict[int, tuple[date, int]] = field(default_factory=dict)
    refunded_units: Counter[str] = field(default_factory=Counter)


class SalesJournal:
    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self.entries: dict[int, JournalEntry] = {}

    def day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def note(self, order: Order) -> None:
        """Record the state of the order after a change."""
        address = order.details.shipping_address
        assert address is not None
        paid = (order.paid_cents > 0 and not order.outstanding_cents) or (
            order.totals.total_cents == 0 and order.status == "confirmed"
        )
        entry = self.entries.get(order.id)
        if entry is not None and order.outstanding_cents:
            del self.entries[order.id]
            entry = None
        if entry is None and paid and order.status != "cancelled":
            units, revenue = Counter[str](), Counter[str]()
            for line in order.lines:
                gone = never_paid(order, line)
                units[line.sku] += line.quantity - gone
                revenue[line.sku] += line.total_cents - line.total_cents * gone // line.quantity
            entry = self.entries[order.id] = JournalEntry(
                self.day(order.updated_at), order.paid_cents, units, revenue,
                order.buyer.customer_id, order.coupon_code, address.country,
            )  # fmt: skip
        if entry is None:
            return
        entry.country = address.country
        for refund in order.refunds:
            if refund.status == "succeeded" and refund.id not in entry.refunds:
                entry.refunds[refund.id] = (self.day(refund.updated_at), refund.amount_cents)
                for item in refund.items:
                    entry.refunded_units[order.lines[item.line_id - 1].sku] += item.quantity

    def sales(self, since: date, until: date) -> dict[date, dict[str, int]]:
        """By day: orders, units, gross, refunds, and refunds of that day's orders."""
        days: dict[date, Counter[str]] = {}
        for entry in self.entries.values():
            back = sum(cents for _, cents in entry.refunds.values())
            days.setdefault(entry.day, Counter()).update(
                order_count=1, units=sum(entry.units.values()), gross_cents=entry.gross, own_refunded_cents=back
            )
            for day, cents in entry.refunds.values():
                days.setdefault(day, Counter()).update(refunded_cents=cents)
        return {day: dict(figures) for day, figures in days.items() if since <= day < until}

    def countries(self, since: date, until: date) -> dict[str, tuple[int, int]]:
        sums: dict[str, tuple[int, int]] = {}
        for entry in self.entries.values():
            came = entry.gross if since <= entry.day < until else 0
            went = sum(cents for day, cents in entry.refunds.values() if since <= day < until)
            before = sums.get(entry.country, (0, 0))
            sums[entry.country] = (before[0] + came, before[1] + went)
        return {country: both for country, both in sums.items() if both != (0, 0)}

    def products(self, since: date, until: date) -> dict[str, tuple[int, int, int]]:
        """By SKU: units, revenue and refunded units."""
        sums: dict[str, tuple[int, int, int]] = {}
        for entry in self.entries.values():
            for sku in entry.units if since <= entry.day < until else ():
                one = (entry.units[sku], entry.revenue[sku], entry.refunded_units[sku])
                sums[sku] = tuple(map(sum, zip(one, sums.get(sku, (0, 0, 0)), strict=True)))  # type: ignore[assignment]
        return sums

    def customers(self, since: date, until: date) -> list[tuple[int, int, int]]:
        sums: dict[int, tuple[int, int]] = {}
        for entry in self.entries.values():
            if entry.customer is not None and since <= entry.day < until:
                spent = entry.gross - sum(cents for _, cents in entry.refunds.values())
                before = sums.get(entry.customer, (0, 0))
                sums[entry.customer] = (before[0] + 1, before[1] + spent)
        return sorted(((id_, *both) for id_, both in sums.items()), key=lambda row: (-row[2], row[0]))

    def coupons(self, since: date, until: date) -> dict[str, tuple[int, int]]:
        sums: dict[str, tuple[int, int]] = {}
        for entry in self.entries.values():
            if entry.coupon is not None and since <= entry.day < until:
                before = sums.get(entry.coupon, (0, 0))
                sums[entry.coupon] = (before[0] + 1, before[1] + entry.gross)
        return sums


def never_paid(order: Order, line: Line) -> int:
    """Units that were cancelled or returned without a refund."""
    if order.paid_cents == order.totals.total_cents:
        return 0
    back = sum(item.quantity for refund in order.refunds for item in refund.items if item.line_id == line.line_id)
    return max(0, line.credited - back)


def week_of(day: date) -> date:
    return next(day - timedelta(days=n) for n in range(7) if (day - timedelta(days=n)).strftime("%A") == "Monday")


def month_of(day: date) -> date:
    return date(day.year, day.month, 1)
