"""Random order histories with events in random order: the reports match an independent journal."""

import random
from collections.abc import Callable
from datetime import UTC, date, timedelta, tzinfo

import pytest

from modules.reports.application import count_orders
from modules.reports.domain.counting import OrderCounts, count_sale
from modules.reports.domain.sale import Sale
from shared.infra.injection import resolve
from tests.modules.orders.promotions import issue
from tests.modules.reports.random_history import RandomHistory
from tests.modules.reports.report_shop import ReportShop
from tests.modules.reports.sales_journal import SalesJournal, month_of, week_of
from tests.modules.reports.shop_time import now

ORDERS, STEPS = 14, 60


async def compare(shop: ReportShop, journal: SalesJournal, since: date, until: date) -> None:
    query = {"from": since.isoformat(), "to": until.isoformat()}
    days = journal.sales(since, until)
    report = await shop.report("sales", **query)
    by_day = {row["period"]: row for row in report["items"]}
    assert len(by_day) == (until - since).days
    for name in ("order_count", "units", "gross_cents", "refunded_cents", "own_refunded_cents"):
        expected = {day.isoformat(): figures[name] for day, figures in days.items() if figures.get(name)}
        assert {day: row[name] for day, row in by_day.items() if row[name]} == expected, name
        assert report["total"][name] == sum(expected.values())
    for group, period_of in (("week", week_of), ("month", month_of)):
        sums: dict[str, int] = {}
        for day, figures in days.items():
            first = period_of(day).isoformat()
            sums[first] = sums.get(first, 0) + figures.get("gross_cents", 0) - figures.get("refunded_cents", 0)
        rows = (await shop.report("sales", group=group, **query))["items"]
        assert {row["period"]: row["net_cents"] for row in rows if row["period"] in sums} == sums
        assert sum(row["net_cents"] for row in rows) == sum(sums.values())
    rows = (await shop.report("sales", group="country", **query))["items"]
    found = {row["country"]: (row["gross_cents"], row["refunded_cents"]) for row in rows}
    assert {country: both for country, both in found.items() if both != (0, 0)} == journal.countries(since, until)
    rows = (await shop.report("products", limit=1000, **query))["items"]
    assert {
        row["sku"]: (row["units"], row["revenue_cents"], row["refunded_units"]) for row in rows
    } == journal.products(since, until)
    rows = (await shop.report("top-customers", limit=1000, **query))["items"]
    assert [(row["id"], row["order_count"], row["total_spent_cents"]) for row in rows] == journal.customers(
        since, until
    )
    rows = (await shop.report("coupons", **query))["items"]
    assert {row["code"]: (row["order_count"], row["revenue_cents"]) for row in rows} == journal.coupons(since, until)


async def random_history(shop: ReportShop, seed: int) -> tuple[SalesJournal, date, date]:
    """Play a random history. Return its journal, first day and the day after the last."""
    rng = random.Random(seed)
    history = RandomHistory(shop, rng)
    begin = resolve(shop.orders.transactions).begin
    await issue(begin, "SPRING")
    await issue(begin, "FREE", percent_bps=10_000)
    start = history.journal.day(now() + shop.db.clock_shift)
    for _ in range(ORDERS):
        await history.place()
        history.pass_time()
    for _ in range(STEPS):
        await history.step()
        history.pass_time()
        if rng.random() < 0.1:
            await shop.deliver_events(rng, at_most=rng.randint(1, 30))
    await shop.deliver_events(rng)
    assert len(history.journal.entries) > ORDERS / 3
    return history.journal, start, history.journal.day(now() + shop.db.clock_shift) + timedelta(days=1)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_reports_match_random_histories(shop: ReportShop, seed: int) -> None:
    journal, start, end = await random_history(shop, seed)
    middle = start + (end - start) / 2
    for since, until in ((start, end), (start, middle), (middle, end)):
        await compare(shop, journal, since, until)
    assert await shop.violations() == {}
    orders = await shop.report("sales", **{"from": start.isoformat(), "to": end.isoformat()})
    assert orders["total"]["refunded_cents"] > 0


def add_without_subtracting(_before: OrderCounts, after: OrderCounts) -> OrderCounts:
    """A mistake: the previous figures are not subtracted."""
    return after


def without_refunds(sale: Sale, zone: tzinfo) -> OrderCounts:
    return count_sale(sale._replace(refunds=()), zone)


def by_greenwich(sale: Sale, _zone: tzinfo) -> OrderCounts:
    return count_sale(sale, UTC)


@pytest.mark.parametrize(
    ("name", "planted"),
    [("difference", add_without_subtracting), ("count_sale", without_refunds), ("count_sale", by_greenwich)],
)
async def test_a_planted_fault_is_detected(
    shop: ReportShop, monkeypatch: pytest.MonkeyPatch, name: str, planted: Callable[..., OrderCounts]
) -> None:
    monkeypatch.setattr(count_orders, name, planted)
    journal, start, end = await random_history(shop, 1)
    with pytest.raises(AssertionError):
        await compare(shop, journal, start, end)
