"""Pages through a list and checks its invariants."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any

import httpx2

Item = Mapping[str, Any]
Happening = Callable[[], Awaitable[None]]
IDENTITY = ("id", "order_id", "code", "sku", "location_code")


def identity(item: Item) -> Hashable:
    return tuple(item.get(name) for name in IDENTITY)


async def page(http: httpx2.AsyncClient, path: str, **query: object) -> Mapping[str, Any]:
    response = await http.get(path, params={name: str(value) for name, value in query.items()})
    assert response.status_code == 200, f"{path} {query}: {response.text}"
    found: Mapping[str, Any] = response.json()
    return found


async def by_links(
    http: httpx2.AsyncClient, path: str, query: Mapping[str, object], meanwhile: Happening | None = None
) -> Sequence[Hashable]:
    """All items, by following the `Link` headers."""
    seen: list[Hashable] = []
    url = str(httpx2.URL(path, params={name: str(value) for name, value in query.items()}))
    while url:
        response = await http.get(url)
        assert response.status_code == 200, f"{url}: {response.text}"
        seen += [identity(item) for item in response.json()["items"]]
        url = response.links.get("next", {}).get("url", "")
        assert bool(url) == (response.json()["next_cursor"] is not None)
        if meanwhile:
            await meanwhile()
    return seen


async def by_offset(http: httpx2.AsyncClient, path: str, query: Mapping[str, object], limit: int) -> Sequence[Hashable]:
    seen: list[Hashable] = []
    while True:
        found = await page(http, path, **query, limit=limit, offset=len(seen))
        seen += [identity(item) for item in found["items"]]
        if found["next_cursor"] is None:
            assert found["total"] == len(seen), f"{path}: the total is {found['total']}, there are {len(seen)}"
            return seen


async def sound_walk(
    http: httpx2.AsyncClient, path: str, query: Mapping[str, object], limit: int, meanwhile: Happening
) -> None:
    """Assert that paging during insertions neither skips existing items nor repeats any."""
    before = await by_links(http, path, {**query, "limit": 100})
    walked = await by_links(http, path, {**query, "limit": limit}, meanwhile)
    assert len(set(walked)) == len(walked), f"{path} {query}: shown twice"
    assert set(before) <= set(walked), f"{path} {query}: missed {set(before) - set(walked)}"


async def taken(
    statements: list[str],
    http: httpx2.AsyncClient,
    path: str,
    query: Mapping[str, str] | None = None,
    items: int | None = None,
) -> int:
    """The number of statements of a request (with the given number of items); `statements` records them."""
    statements.clear()
    response = await http.get(path, params=query)
    assert response.status_code == 200, f"{path}: {response.text}"
    assert items is None or len(response.json()["items"]) == items, f"{path} {query}"
    return len(statements)
