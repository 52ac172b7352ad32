"""The proof of a replay, read back from the shop over HTTP after the last order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from entrypoints.replay.http_client import ShopClient
from entrypoints.replay.placing import UNANSWERED, Accepted, Outcome, Refused
from entrypoints.replay.planning import Part
from entrypoints.shop_data.money import amount
from entrypoints.shop_data.rows import Stock

OVER = ("cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise: it holds when nothing stands against it. `figures` says what was compared."""

    promise: str
    figures: str
    against: Sequence[str]

    @property
    def holds(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class Books:
    """What the shop says: subtotals in cents by reference of the orders that stand, and units by SKU."""

    subtotals: Mapping[str, int]
    doubled: Sequence[str]
    on_hand: Mapping[str, int]
    available: Mapping[str, int]


async def read_books(client: ShopClient, references: Iterable[str]) -> Books:
    """Raises GaveUp, NotAllowed."""
    wanted = set(references)
    subtotals: dict[str, int] = {}
    doubled: list[str] = []
    async for order in client.walk("/v1/orders"):
        reference = order.get("client_reference")
        if reference in wanted and order["status"] not in OVER:
            if reference in subtotals:
                doubled.append(reference)
            subtotals[reference] = order["subtotal_cents"]
    on_hand: Counter[str] = Counter()
    available: Counter[str] = Counter()
    async for level in client.walk("/v1/inventory/levels"):
        on_hand[level["sku"]] += level["on_hand"]
        available[level["sku"]] += level["available"]
    return Books(subtotals, doubled, on_hand, available)


def prove(
    planned: Sequence[Part], outcomes: Sequence[Outcome], books: Books, stock: Mapping[str, Stock]
) -> Iterator[Proof]:
    """`planned` are all parts of the files, `outcomes` those of this run, `stock` what every SKU started with."""
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    yield _standing(accepted, refused, books)
    yield _money(planned, books)
    yield _reasons(refused, stock)
    yield _levels(planned, books, stock)


def _standing(accepted: Sequence[Accepted], refused: Sequence[Refused], books: Books) -> Proof:
    against = [f"{reference} stands twice" for reference in books.doubled]
    against += [
        f"{outcome.part.reference} was accepted and does not stand so"
        for outcome in accepted
        if books.subtotals.get(outcome.part.reference) != outcome.subtotal_cents
    ]
    against += [
        f"{outcome.part.reference} was refused ({outcome.code}) and stands"
        for outcome in refused
        if outcome.part.reference in books.subtotals and outcome.code != UNANSWERED
    ]
    return Proof(
        "Every accepted order stands once, no refused one does",
        f"{len(accepted)} accepted + {len(refused)} refused = {len(accepted) + len(refused)}",
        against,
    )


def _money(planned: Sequence[Part], books: Books) -> Proof:
    standing = [part for part in planned if part.reference in books.subtotals]
    against = [
        f"{part.reference}: {amount(books.subtotals[part.reference])}, by the catalogue {amount(part.subtotal_cents)}"
        for part in standing
        if books.subtotals[part.reference] != part.subtotal_cents
    ]
    taken = sum(books.subtotals.values())
    missing = sum(part.subtotal_cents for part in planned if part.reference not in books.subtotals)
    invoiced = sum({part.order.order_ref: part.order.total_catalogue_cents for part in planned}.values())
    if taken + missing != invoiced:
        against.append(f"{amount(taken)} + {amount(missing)} is not the files' {amount(invoiced)}")
    return Proof(
        "The sum of all subtotals is the files' sum, to the cent",
        f"{amount(taken)} stand + {amount(missing)} do not = {amount(invoiced)}",
        against,
    )


def _reasons(refused: Sequence[Refused], stock: Mapping[str, Stock]) -> Proof:
    against = [f"{outcome.part.reference}: {outcome.code} {outcome.detail}" for outcome in refused if not outcome.short]
    named = {short.sku for outcome in refused for short in outcome.short}
    could = {sku for sku, row in stock.items() if row.short > 0}
    against += [f"{sku} was refused, and there was stock for all" for sku in sorted(named - could)]
    return Proof(
        "Refused is only what the stock cannot serve",
        f"{len(named)} SKUs refused, {len(could)} planned short",
        against,
    )


def _levels(planned: Sequence[Part], books: Books, stock: Mapping[str, Stock]) -> Proof:
    sold: Counter[str] = Counter()
    for part in planned:
        if part.reference in books.subtotals:
            sold.update(part.demand())
    against = [
        f"{sku}: {books.available.get(sku, 0)} available, {row.initial_stock} - {sold[sku]} expected"
        for sku, row in stock.items()
        if books.available.get(sku, 0) != row.initial_stock - sold[sku]
    ]
    return Proof(
        "What is left of every SKU is its first stock less what was sold",
        f"{len(stock)} SKUs, {sum(sold.values())} units sold",
        against,
    )
