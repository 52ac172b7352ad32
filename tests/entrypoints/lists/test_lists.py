"""Invariants of every list of the program, including future ones."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import count
from typing import Any

import pytest

from tests.api_document import described
from tests.entrypoints.lists.csv_cells import covers, leaves, parse_cell, value_at
from tests.entrypoints.lists.filters import PAGING, valid_filters
from tests.entrypoints.lists.pagination import by_links, by_offset, page, sound_walk
from tests.entrypoints.lists.rows import OWN, PATHS, ROWS
from tests.entrypoints.lists.world import World

LISTED_CODES = {"pagination_conflict", "cursor_invalid", "sort_unsupported", "unknown_parameter", "validation_failed"}


every_list = pytest.mark.parametrize("template", PATHS)


def where(template: str) -> str:
    return ROWS[template].path or template


async def grown(world: World, template: str, number: int = 20) -> Mapping[str, Any]:
    """A page of the list, which has some items."""
    found = await page(world.boss, where(template), **ROWS[template].query, limit=100)
    if len(found["items"]) < number:
        await world.grow(ROWS[template], number - len(found["items"]))
        found = await page(world.boss, where(template), **ROWS[template].query, limit=100)
    assert len(found["items"]) >= number
    return found


async def test_every_list_is_here(world: World) -> None:
    lists = {route.path_format for route in world.lists()}
    assert lists == set(ROWS), "a list needs an entry in `lists.rows` of its module's samples, and only a list does"


@every_list
async def test_a_walk_misses_nothing_and_repeats_nothing_while_rows_come_in(world: World, template: str) -> None:
    await grown(world, template)
    (route,) = [route for route in world.lists() if route.path_format == template]
    assert route.listing is not None
    for sort in ("", *(f"{sign}{name}" for name in sorted(route.listing.sorts) for sign in ("", "-"))):
        query = {**ROWS[template].query, **({"sort": sort} if sort else {})}
        rounds = count()

        async def meanwhile(rounds: Iterator[int] = rounds) -> None:
            if next(rounds) < 2:
                await world.grow(ROWS[template], 2)

        await sound_walk(world.boss, where(template), query, 9, meanwhile)


@every_list
async def test_both_modes_and_both_directions_agree(world: World, template: str) -> None:
    await grown(world, template)
    (route,) = [route for route in world.lists() if route.path_format == template]
    assert route.listing is not None
    by_default = await by_links(world.boss, where(template), {**ROWS[template].query, "limit": 9})
    assert await by_offset(world.boss, where(template), ROWS[template].query, 9) == by_default
    for name in sorted(route.listing.sorts):
        query = {**ROWS[template].query, "limit": 100}
        up = await by_links(world.boss, where(template), {**query, "sort": name})
        down = await by_links(world.boss, where(template), {**query, "sort": f"-{name}"})
        assert up == list(reversed(down)), name
        assert set(up) == set(by_default)


@every_list
async def test_bounds_conflicts_and_cursors_of_others(world: World, template: str) -> None:
    path, query = where(template), dict(ROWS[template].query)
    await grown(world, template)
    first = await page(world.boss, path, **query, limit=3)
    assert (len(first["items"]), first["limit"], first["offset"]) == (3, 3, 0)
    assert first["total"] >= 20
    assert "total_capped" not in first
    cursor = first["next_cursor"]
    other = "/v1/users" if template != "/v1/users" else "/v1/orders"
    await grown(world, other, 5)
    foreign = (await page(world.boss, other, limit=1))["next_cursor"]
    for wrong, expected in (
        ({"limit": 0}, (422, "validation_failed")),
        ({"limit": 101}, (422, "validation_failed")),
        ({"offset": 10_001}, (422, "validation_failed")),
        ({"offset": 1, "cursor": cursor}, (400, "pagination_conflict")),
        ({"offset": 1, "skip": 1}, (400, "pagination_conflict")),
        ({"cursor": foreign}, (400, "cursor_invalid")),
        ({"cursor": cursor[:-2]}, (400, "cursor_invalid")),
        ({"sort": "no_such_column"}, (400, "sort_unsupported")),
        ({"no_such_parameter": "1"}, (400, "unknown_parameter")),
    ):
        response = await world.boss.get(path, params={**query, **wrong})
        assert (response.status_code, response.json()["code"]) == expected, wrong
    following = await page(world.boss, path, **query, limit=3, cursor=cursor)
    assert {"total", "offset"}.isdisjoint(following)
    counted = await page(world.boss, path, **query, limit=3, cursor=cursor, include_total="true")
    assert counted["total"] == first["total"]
    skipped = await page(world.boss, path, **query, limit=3, skip=3)
    assert skipped["items"] == counted["items"]


@every_list
async def test_filters_narrow_and_bind_cursors(world: World, template: str) -> None:
    path, query = where(template), dict(ROWS[template].query)
    await grown(world, template)
    first = await page(world.boss, path, **query, limit=3)
    for name, value in valid_filters(world, template).items():
        if name in query:
            continue
        narrowed = await page(world.boss, path, **{**query, name: value}, limit=3)
        # `ready=false` and `active=false` show what is left out without them.
        assert narrowed["total"] <= first["total"] or value == "false", name
        response = await world.boss.get(path, params={**query, name: value, "cursor": first["next_cursor"]})
        assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid"), name


@every_list
async def test_a_range_that_holds_nothing_is_refused_naming_both_ends(world: World, template: str) -> None:
    """The error names both ends. Equal ends give an empty page."""
    names = [name for name in valid_filters(world, template) if name not in ROWS[template].query]
    kinds = {"from": "to", "min": "max"}
    for low in names:
        before, _, end = low.rpartition("_")
        if end not in kinds:
            continue
        high = f"{before}_{kinds[end]}" if before else kinds[end]
        assert high in names, f"{low} has no other end"
        less, more = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z") if end == "from" else ("1", "5")
        query = {**ROWS[template].query, low: more, high: less}
        response = await world.boss.get(where(template), params=query)
        assert (response.status_code, response.json()["code"]) == (422, "validation_failed"), low
        errors = [(error["pointer"], error["code"]) for error in response.json()["errors"]]
        assert errors == [(f"/query/{low}", "empty_range"), (f"/query/{high}", "empty_range")]
        assert (await world.boss.get(where(template), params={**query, low: less})).status_code == 200


@every_list
async def test_a_table_says_the_same(world: World, template: str) -> None:
    path, query = where(template), {**ROWS[template].query, "limit": "20"}
    await grown(world, template)
    plain = await world.boss.get(path, params=query)
    table = await world.boss.get(path, params=query, headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"].startswith("attachment;")
    assert plain.headers["vary"].startswith("Accept")
    assert table.headers["vary"].startswith("Accept")
    assert table.headers.get("link") == plain.headers.get("link")
    columns, *lines = csv.reader(StringIO(table.text, newline=""), strict=True)
    items = plain.json()["items"]
    assert len(lines) == len(items) > 0
    for item, line in zip(items, lines, strict=True):
        cells = dict(zip(columns, line, strict=True))
        assert {name: parse_cell(cell, value_at(item, name)) for name, cell in cells.items()} == {
            name: value_at(item, name) for name in columns
        }
        assert [leaf for leaf in leaves(item) if not any(covers(column, leaf) for column in columns)] == []


@every_list
async def test_head_tells_what_get_would(world: World, template: str) -> None:
    path, query = where(template), {**ROWS[template].query, "limit": "3"}
    await grown(world, template)
    got, head = await world.boss.get(path, params=query), await world.boss.head(path, params=query)
    assert (head.status_code, head.content) == (200, b"")
    names = ("content-type", "content-length", "link", "vary", "cache-control")
    assert [head.headers.get(name) for name in names] == [got.headers.get(name) for name in names]


@every_list
async def test_results_and_totals_contain_only_own_rows(world: World, template: str) -> None:
    path, query = where(template), dict(ROWS[template].query)
    (route,) = [route for route in world.lists() if route.path_format == template]
    found = await grown(world, template)
    if route.gate.rule.scopes:
        response = await world.bob.get(path, params=query)
        assert (response.status_code, response.json()["code"]) == (403, "forbidden")
        assert response.json()["required_scope"] in route.gate.rule.scopes
        return
    assert (template in OWN) != route.gate.rule.anyone, "a list is public or shows own rows"
    whose = ROWS[template].whose
    if whose is None:
        return
    owner = world.people[whose]
    hers = await page(owner, path, limit=100)
    assert hers["total"] == found["total"]
    for requested in ({}, *({name: value} for name, value in valid_filters(world, template).items())):
        none = await page(world.bob, path, **requested)
        assert (none["items"], none["total"], none["next_cursor"]) == ([], 0, None), requested
    table = await world.bob.get(path, headers={"Accept": "text/csv"})
    assert table.text.count("\r\n") == 1
    start = (await page(owner, path, limit=1))["next_cursor"]
    theirs = await page(world.bob, path, cursor=start, include_total="true")
    assert (theirs["items"], theirs["total"]) == ([], 0)


async def test_own_lists_are_filtered_by_what_is_others_to_nothing(world: World) -> None:
    order = (await page(world.ada, "/v1/orders"))["items"][0]
    assert order["customer_id"] == 2
    for path, query in (
        ("/v1/orders", {"customer_id": 2}),
        ("/v1/payments", {"order_id": order["id"]}),
        ("/v1/refunds", {"order_id": order["id"]}),
        ("/v1/returns", {"order_id": order["id"]}),
        ("/v1/shipments", {"order_id": order["id"]}),
    ):
        assert (await page(world.bob, path, **query))["total"] == 0
    assert (await page(world.boss, "/v1/orders", customer_id=2))["total"] > 0


def test_every_list_is_documented_with_all_it_refuses(world: World) -> None:
    paths = described(world.app)["paths"]
    for route in world.lists():
        operation = paths[route.path_format]["get"]
        codes = {code for response in operation["responses"].values() for code in response.get("x-problem-codes", ())}
        assert codes >= LISTED_CODES, route.path_format
        assert set(operation["responses"]["200"]["content"]) == {"application/json"}
        assert operation["x-alternate-media-types"] == ["text/csv"]
        names = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        assert names >= PAGING, route.path_format
