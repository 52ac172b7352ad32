"""A complete replay: register customers, run the orders, read the results and verify them."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice

from entrypoints.command_options import StockMode
from entrypoints.development.replay.http_client import ShopClient
from entrypoints.development.replay.lifecycle import OrderLifecycle
from entrypoints.development.replay.order_runner import OrderRunner
from entrypoints.development.replay.placement import OrderPlacement
from entrypoints.development.replay.planning import plan
from entrypoints.development.replay.proofs.outcome_proof import count_outcomes, prove_outcomes
from entrypoints.development.replay.proofs.shop_state import ShopState, read_shop_state
from entrypoints.development.replay.proofs.stock_proof import Proof, prove, prove_stocked
from entrypoints.development.replay.registration import register_customers
from entrypoints.development.replay.returned_units import match_returns
from entrypoints.development.replay.scenario import Shares
from entrypoints.development.replay.summary import Summary, summarize
from entrypoints.development.replay.worker_pool import RateLimit
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.rows import Cancellation, Product, Stock
from entrypoints.development.shop_data.stocking import AMPLE_UNITS, opening_stock

Watch = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Opens a progress bar with a title and a number of steps; yields a function to call after each step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """`limit` uses only the first orders of the file; `stock` None: detect it from the shop.

    `per_second` is the rate of orders, 0 for unlimited; `patience` is the timeout in seconds of payments and refunds.
    `cancellations`: whether the files' cancellations are applied.
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
    """`lifecycles` counts the orders' outcomes, `unmatched` lists cancellations without an order."""

    summary: Summary
    lifecycles: Mapping[str, int]
    unmatched: Sequence[Cancellation]
    stock: StockMode
    proofs: Sequence[Proof]

    @property
    def proved(self) -> bool:
        return all(proof.holds for proof in self.proofs)

    def with_lifecycles(self, **figures: int) -> "Report":
        """A copy with additional figures."""
        return replace(self, lifecycles={**self.lifecycles, **figures})

    def as_json(self) -> dict[str, object]:
        return {
            "summary": asdict(self.summary),
            "lifecycles": dict(self.lifecycles),
            "unmatched_cancellations": [f"{row.cancel_ref}/{row.line_no}" for row in self.unmatched],
            "stock": self.stock.value,
            "proved": self.proved,
            "proofs": [{**asdict(proof), "holds": proof.holds} for proof in self.proofs],
        }


async def replay(folder: ShopFolder, client: ShopClient, options: ReplayOptions, watch: Watch) -> Report:
    """Raises InvalidFile, InvalidPlan, UnknownCountry, Unauthorized, RetriesExhausted."""
    catalog, stock_plan, orders = folder.catalog(), folder.stock_plan(), folder.orders()
    planned = plan(orders, {sku: row.unit_price_cents for sku, row in catalog.items()}, options.lines_at_most)
    matched = match_returns(planned, folder.cancellations() if options.cancellations else ())
    chosen = {order.order_ref for order, _ in islice(orders, options.limit)}
    parts = [part for part in planned if part.order.order_ref in chosen]
    customers = dict.fromkeys(part.customer_ref for part in parts if part.customer_ref)
    references = [part.reference for part in planned]
    before = await read_shop_state(client, references)
    stock = options.stock or detect_stock_mode(before, catalog, stock_plan)
    imported = opening_stock(stock, catalog.values(), stock_plan)
    with watch("customers", len(customers)) as step:
        ids = await register_customers(client, customers, options.buyers, done=step)
    runner = OrderRunner(
        OrderPlacement(client, ids),
        OrderLifecycle(client, options.patience),
        matched.by_reference,
        shares=options.shares,
    )
    started, repeats = time.perf_counter(), client.repeats
    with watch("orders", len(parts)) as step:
        await runner(parts, options.buyers, RateLimit(options.per_second), step)
    summary = summarize(parts, runner.outcomes, time.perf_counter() - started, repeats=client.repeats - repeats)
    with watch("proof", 1) as step:
        state = await read_shop_state(client, references)
        proofs = [
            prove_stocked(imported, before),
            *prove(planned, runner.outcomes, state, stock=initial_stock(before, imported)),
            *prove_outcomes(runner.meant, runner.stuck, state),
        ]
        step()
    lifecycles = count_outcomes(runner.meant, state) | {
        "cancellations_applied": sum(len(end.early) + len(end.late) for end in runner.meant.values()),
        "cancellations_matched": matched.matched,
        "cancellations_unmatched": len(matched.unmatched),
    }
    return Report(summary, lifecycles, matched.unmatched, stock, proofs)


def initial_stock(before: ShopState, imported: Mapping[str, Stock]) -> dict[str, Stock]:
    """Stock of every SKU before the files' orders: available units plus those sold in earlier runs.

    The shop may have sold and stocked some of the products before.
    """
    units = Counter(before.available)
    units.update(before.sold_here())
    return {
        sku: Stock(
            sku=sku,
            demand_units=row.demand_units,
            initial_stock=units[sku],
            short=max(0, row.demand_units - units[sku]),
        )
        for sku, row in imported.items()
    }


def detect_stock_mode(before: ShopState, catalog: Mapping[str, Product], stock_plan: Mapping[str, Stock]) -> StockMode:
    """Detect how the shop was stocked, from its stock and sales."""
    first = Counter(before.available)
    first.update(before.sold)
    ample = sum(first[sku] == AMPLE_UNITS for sku in catalog)
    planned = sum(first[sku] == row.initial_stock for sku, row in stock_plan.items())
    return StockMode.AMPLE if ample > planned else StockMode.PLAN
