"""A whole replay: register, place, lead to the end, read back, prove."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice

from entrypoints.development.replay.http_client import ShopClient
from entrypoints.development.replay.lifecycle import Living
from entrypoints.development.replay.order_runner import Stage
from entrypoints.development.replay.outcome_proof import counted, prove_lives
from entrypoints.development.replay.placement import Placing
from entrypoints.development.replay.planning import plan
from entrypoints.development.replay.registration import register
from entrypoints.development.replay.returned_units import match
from entrypoints.development.replay.scenario import Shares
from entrypoints.development.replay.shop_state import Books, read_books
from entrypoints.development.replay.stock_proof import Proof, prove, prove_stocked
from entrypoints.development.replay.summary import Summary, summarise
from entrypoints.development.replay.worker_pool import Pace
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.rows import Cancellation, Product, Stock
from entrypoints.development.shop_data.stocking import AMPLE_UNITS, StockMode, opening_stock

Watch = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Opens a stage of so many steps under a title; what it gives is called after each step."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`limit` takes only so many of the file's orders; `stock` None: whatever the shop seems to hold.

    `per_second` is the pace at which buyers come, 0 as fast as they can; `patience` how many
    seconds a payment or a refund may take to settle. `cancellations`: whether what buyers took
    back in the files is taken back here.
    """

    buyers: int
    limit: int | None
    per_second: float
    lines_at_most: int
    stock: StockMode | None
    shares: Shares = field(default_factory=Shares)
    cancellations: bool = True
    patience: float = 90


@dataclass(frozen=True, slots=True)
class Report:
    """`lives` counts what the orders came to, `unmatched` names what was taken back of no order here."""

    summary: Summary
    lives: Mapping[str, int]
    unmatched: Sequence[Cancellation]
    stock: StockMode
    proofs: Sequence[Proof]

    @property
    def proved(self) -> bool:
        return all(proof.holds for proof in self.proofs)

    def with_lives(self, **figures: int) -> "Report":
        """The same with further figures."""
        return replace(self, lives={**self.lives, **figures})

    def as_json(self) -> dict[str, object]:
        return {
            "summary": asdict(self.summary),
            "lives": dict(self.lives),
            "unmatched_cancellations": [f"{row.cancel_ref}/{row.line_no}" for row in self.unmatched],
            "stock": self.stock.value,
            "proved": self.proved,
            "proofs": [{**asdict(proof), "holds": proof.holds} for proof in self.proofs],
        }


async def replay(folder: ShopFolder, client: ShopClient, wishes: Wishes, watch: Watch) -> Report:
    """Raises UnreadableFile, Unplannable, UnknownCountry, NotAllowed, GaveUp."""
    catalogue, stock_plan, orders = folder.catalogue(), folder.stock_plan(), folder.orders()
    planned = plan(orders, {sku: row.unit_price_cents for sku, row in catalogue.items()}, wishes.lines_at_most)
    matched = match(planned, folder.cancellations() if wishes.cancellations else ())
    chosen = {order.order_ref for order, _ in islice(orders, wishes.limit)}
    parts = [part for part in planned if part.order.order_ref in chosen]
    customers = dict.fromkeys(part.customer_ref for part in parts if part.customer_ref)
    references = [part.reference for part in planned]
    before = await read_books(client, references)
    stock = wishes.stock or seen(before, catalogue, stock_plan)
    imported = opening_stock(stock, catalogue.values(), stock_plan)
    with watch("customers", len(customers)) as step:
        ids = await register(client, customers, wishes.buyers, step)
    stage = Stage(Placing(client, ids), Living(client, wishes.patience), matched.by_reference, wishes.shares)
    started, repeats = time.perf_counter(), client.repeats
    with watch("orders", len(parts)) as step:
        await stage(parts, wishes.buyers, Pace(wishes.per_second), step)
    summary = summarise(parts, stage.outcomes, time.perf_counter() - started, client.repeats - repeats)
    with watch("proof", 1) as step:
        books = await read_books(client, references)
        proofs = [
            prove_stocked(imported, before),
            *prove(planned, stage.outcomes, books, opened(before, imported)),
            *prove_lives(stage.meant, stage.stuck, books),
        ]
        step()
    lives = counted(stage.meant, books) | {
        "cancellations_applied": sum(len(end.early) + len(end.late) for end in stage.meant.values()),
        "cancellations_matched": matched.matched,
        "cancellations_unmatched": len(matched.unmatched),
    }
    return Report(summary, lives, matched.unmatched, stock, proofs)


def opened(before: Books, imported: Mapping[str, Stock]) -> dict[str, Stock]:
    """What there was of every SKU for the files' orders: what is available, and what they bought in earlier runs.

    The shop need not have been empty: it may have sold, and stocked, some of the same products before.
    """
    units = Counter(before.available)
    units.update(before.sold_here())
    return {
        sku: Stock(sku, row.demand_units, units[sku], max(0, row.demand_units - units[sku]))
        for sku, row in imported.items()
    }


def seen(before: Books, catalogue: Mapping[str, Product], stock_plan: Mapping[str, Stock]) -> StockMode:
    """What the shop was stocked by, judged by what it has and what it has sold."""
    first = Counter(before.available)
    first.update(before.sold)
    ample = sum(first[sku] == AMPLE_UNITS for sku in catalogue)
    planned = sum(first[sku] == row.initial_stock for sku, row in stock_plan.items())
    return StockMode.AMPLE if ample > planned else StockMode.PLAN
