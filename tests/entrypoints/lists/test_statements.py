"""The number of statements of a read does not depend on the number of rows."""

import pytest

from tests.entrypoints.lists.pagination import page, taken
from tests.entrypoints.lists.rows import ROWS
from tests.entrypoints.lists.world import World
from tests.statements import noted

MANY = 60


async def test_lists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = noted(monkeypatch)
    counts: dict[str, tuple[int, int]] = {}
    for route in world.lists():
        rows = ROWS[route.path_format]
        path = rows.path or route.path_format
        while len((await page(world.boss, path, **rows.query, limit=MANY))["items"]) < MANY:
            await world.grow(rows, MANY)
        assert route.listing is not None
        sorts = [{}, *({"sort": name} for name in sorted(route.listing.sorts))]
        cursor = (await page(world.boss, path, **rows.query, limit=1))["next_cursor"]
        for who in {world.boss, world.people[rows.whose or "boss"]}:
            for more in (*sorts, {"cursor": cursor}, {"cursor": cursor, "include_total": "true"}):
                # One less than there are: the cursor is after the first.
                few, many = [
                    await taken(statements, who, path, {**rows.query, **more, "limit": str(limit)}, limit)
                    for limit in (1, MANY - 1)
                ]
                counts[f"{path} {more.keys()} {more.get('sort', '')}"] = few, many
    assert {path: counted for path, counted in counts.items() if counted[0] != counted[1]} == {}
    assert all(few > 0 for few, _ in counts.values())


async def test_what_is_read_by_an_id(untouched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uses a separate database, because rows added by other tests give an export another page and statement."""
    world = untouched
    singles = {route.path_format for route in world.singles()}
    assert singles == set(world.singles_at), "`lists.fill` of a module's samples returns where each resource is read"
    statements = noted(monkeypatch)
    counts = {}
    for template, paths in world.singles_at.items():
        small, large = (paths, paths) if isinstance(paths, str) else paths
        few, many = [await taken(statements, world.boss, path) for path in (small, large)]
        counts[template] = few, many
    assert {path: counted for path, counted in counts.items() if counted[0] != counted[1]} == {}
    assert all(few > 0 for few, _ in counts.values())
