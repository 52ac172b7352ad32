"""Pages of a list: by offset with a total, or by a cursor that neither misses nor repeats."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

TOTAL_CAP = 10_000
"""Maximum total of a filtered list; a page with a greater total has `total_capped`."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The requested part of a list.

    `after` holds the sort values of the last row read (cursor mode); without it, `offset` rows are
    skipped. `sort` names columns of the list's allow-list, `-` for descending.
    """

    limit: int
    _: KW_ONLY
    offset: int = 0
    after: Sequence[object] | None = None
    sort: Sequence[str] = ()
    with_total: bool = True


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`next_after` are the sort values to continue from, None on the last page."""

    items: Sequence[Item]
    _: KW_ONLY
    next_after: Sequence[object] | None = None
    total: int | None = None
    total_capped: bool = False


async def iterate_pages(
    page: Callable[[PageRequest], Awaitable[Page[Item]]], limit: int = 100
) -> AsyncIterator[Sequence[Item]]:
    """Iterate over a whole list in pages, in the order of the ids."""
    after: Sequence[object] | None = None
    while True:
        found = await page(PageRequest(limit, after=after, sort=("id",), with_total=False))
        yield found.items
        if found.next_after is None:
            return
        after = found.next_after
