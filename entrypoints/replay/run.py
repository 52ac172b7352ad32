"""A whole replay: register, place, read back, prove."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import islice

from entrypoints.replay.http_client import ShopClient
from entrypoints.replay.placing import Placing
from entrypoints.replay.planning import plan
from entrypoints.replay.registering import register
from entrypoints.replay.summary import Summary, summarise
from entrypoints.replay.together import Pace
from entrypoints.replay.verifying import Books, Proof, prove, read_books
from entrypoints.shop_data.folder import ShopFolder
from entrypoints.shop_data.rows import Product, Stock
from entrypoints.shop_data.stocking import AMPLE_UNITS, StockChoice, opening_stock

Watch = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Opens a stage of so many steps under a title; what it gives is called after each step."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`limit` takes only so many of the file's orders; `stock` None: whatever the shop seems to hold.

    `per_second` is the pace at which buyers come, 0 as fast as they can.
    """

    buyers: int
    limit: int | None
    per_second: float
    lines_at_most: int
    stock: StockChoice | None


@dataclass(frozen=True, slots=True)
class Report:
    summary: Summary
    stock: StockChoice
    proofs: Sequence[Proof]

    @property
    def proved(self) -> bool:
        return all(proof.holds for proof in self.proofs)

    def as_json(self) -> dict[str, object]:
        return {
            "summary": asdict(self.summary),
            "stock": self.stock.value,
            "proved": self.proved,
            "proofs": [{**asdict(proof), "holds": proof.holds} for proof in self.proofs],
        }


async def replay(folder: ShopFolder, client: ShopClient, wishes: Wishes, watch: Watch) -> Report:
    """Raises UnreadableFile, Unplannable, UnknownCountry, NotAllowed, GaveUp."""
    catalogue, stock_plan, orders = folder.catalogue(), folder.stock_plan(), folder.orders()
    planned = plan(orders, {sku: row.unit_price_cents for sku, row in catalogue.items()}, wishes.lines_at_most)
    chosen = {order.order_ref for order, _ in islice(orders, wishes.limit)}
    parts = [part for part in planned if part.order.order_ref in chosen]
    customers = dict.fromkeys(part.customer_ref for part in parts if part.customer_ref)
    with watch("customers", len(customers)) as step:
        ids = await register(client, customers, wishes.buyers, step)
    started, repeats = time.perf_counter(), client.repeats
    with watch("orders", len(parts)) as step:
        outcomes = await Placing(client, ids)(parts, wishes.buyers, Pace(wishes.per_second), lambda _: step())
    summary = summarise(parts, outcomes, time.perf_counter() - started, client.repeats - repeats)
    with watch("proof", 1) as step:
        books = await read_books(client, (part.reference for part in planned))
        stock = wishes.stock or seen(books, catalogue, stock_plan)
        proofs = list(prove(planned, outcomes, books, opening_stock(stock, catalogue.values(), stock_plan)))
        step()
    return Report(summary, stock, proofs)


def seen(books: Books, catalogue: Mapping[str, Product], stock_plan: Mapping[str, Stock]) -> StockChoice:
    """What the shop was stocked by, judged by what lies on its shelves: orders set aside, they do not take away."""
    ample = sum(books.on_hand.get(sku) == AMPLE_UNITS for sku in catalogue)
    planned = sum(books.on_hand.get(sku, 0) == row.initial_stock for sku, row in stock_plan.items())
    return StockChoice.AMPLE if ample > planned else StockChoice.PLAN
