"""Pages by offset and by cursor, and cursors that cannot be forged."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import httpx2
import pytest
from fastapi import Depends, FastAPI
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.infra.http.access.gates import public
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.responses import rendered
from shared.infra.http.routers import StrictRouter
from shared.kernel.errors import BadRequest
from shared.kernel.paging import Page
from shared.kernel.principal import Principal
from tests.api_document import written_out
from tests.shared.infra.http.small_shop import Shop
from tests.shared.infra.http.small_shop_commands import ThingOut


async def test_the_first_page_has_a_total_and_a_next_link(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?limit=2")
    page = response.json()
    assert list(page) == ["items", "limit", "next_cursor", "offset", "total"]
    assert (page["limit"], page["offset"], page["total"]) == (2, 0, 50)
    assert [item["id"] for item in page["items"]] == [0, 1]
    assert response.headers["link"] == f'</v1/things?limit=2&cursor={page["next_cursor"]}>; rel="next"'


@pytest.mark.parametrize("word", ["offset", "skip"])
async def test_offset_and_its_alias_skip_rows(shop: Shop, word: str) -> None:
    page = (await shop.http.get("/v1/things", params={word: 48})).json()
    assert [item["id"] for item in page["items"]] == [48, 49]
    assert (page["offset"], page["next_cursor"]) == (48, None)


async def test_following_the_links_visits_every_row_once(shop: Shop) -> None:
    path, seen, pages = "/v1/things?limit=7&colour=red", list[int](), 0
    while path:
        response = await shop.http.get(path)
        seen += [item["id"] for item in response.json()["items"]]
        assert {item["name"] for item in response.json()["items"]} == {"red"}, "the link keeps the filter"
        path, pages = response.links.get("next", {}).get("url", ""), pages + 1
    assert (seen, pages) == (list(range(50)), 8)


async def test_a_cursor_page_has_a_total_on_request_only(shop: Shop) -> None:
    cursor = (await shop.http.get("/v1/things?limit=2")).json()["next_cursor"]
    page = (await shop.http.get("/v1/things", params={"limit": 2, "cursor": cursor})).json()
    assert list(page) == ["items", "limit", "next_cursor"]
    page = (await shop.http.get("/v1/things", params={"cursor": cursor, "include_total": True})).json()
    assert (page["total"], page["limit"]) == (50, 20)


async def test_the_next_link_keeps_the_request_for_a_total(shop: Shop) -> None:
    cursor = (await shop.http.get("/v1/things?limit=2")).json()["next_cursor"]
    response = await shop.http.get("/v1/things", params={"limit": 2, "cursor": cursor, "include_total": True})
    following = (await shop.http.get(response.links["next"]["url"])).json()
    assert ([item["id"] for item in following["items"]], following["total"]) == ([4, 5], 50)


async def test_a_page_can_be_csv(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?limit=2&colour=%3Dred", headers={"Accept": "text/csv"})
    assert response.text == "id,name,version\r\n0,'=red,1\r\n1,'=red,1\r\n"
    assert response.headers["content-disposition"] == 'attachment; filename="things.csv"'
    following = await shop.http.get(response.links["next"]["url"], headers={"Accept": "text/csv"})
    assert following.text.splitlines()[1:] == ["2,'=red,1", "3,'=red,1"]
    assert (await shop.http.get("/v1/things?limit=2")).headers["vary"] == "Accept"


async def test_list_parameters_and_errors_are_documented(shop: Shop) -> None:
    document = written_out((await shop.http.get("/api/openapi.json")).json())
    operation, single = (document["paths"][path]["get"] for path in ("/v1/things", "/v1/things/{thing_id}"))
    codes = {code for response in operation["responses"].values() for code in response.get("x-problem-codes", ())}
    assert {"pagination_conflict", "cursor_invalid", "sort_unsupported", "unknown_parameter"} <= codes
    assert operation["x-alternate-media-types"] == ["text/csv"]
    assert "`sort` accepts `id`, `name`" in operation["description"]
    assert "sort_unsupported" not in str(single)


def test_a_list_is_documented_as_a_page_of_what_it_lists(shop: Shop) -> None:
    routes = StrictRouter("/v1/others")
    listing = ListEndpoint("others", ("id",), ("-id",))

    async def listed(
        window: Annotated[PageParameters, Depends(listing)], _: Annotated[Principal, Depends(public())]
    ) -> Response:
        return rendered.to_response(window.respond(Page([]), lambda row: row))

    for model in (None, ThingOut, list[ThingOut]):
        with pytest.raises(TypeError, match="others"):
            routes.get("", response_model=model)(listed)
    routes.get("", response_model=PageOut[ThingOut])(listed)
    with pytest.raises(TypeError, match="one route"):
        routes.get("/again", response_model=PageOut[ThingOut])(listed)


@pytest.mark.parametrize("query", ["colour=%ff", "colour=%C3", "colour=%ED%A0%80", "colour=caf\u00e9", "%ff=1"])
async def test_a_query_is_utf_8(shop: Shop, query: str) -> None:
    scope_query = query.encode()
    transport = httpx2.ASGITransport(_With(shop.app, scope_query), client=("203.0.113.9", 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as http:
        response = await http.get("/v1/things")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert response.json()["errors"][0]["pointer"] == "/query"
    assert (await shop.http.get("/v1/things", params={"colour": "caf\u00e9"})).json()["items"][0]["name"] == "caf\u00e9"


class _With:
    """The application asked with these very bytes as its query."""

    def __init__(self, app: FastAPI, query: bytes) -> None:
        self._app = app
        self._query = query

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "query_string": self._query}, receive, send)


@pytest.mark.parametrize("more", ["offset=2", "skip=0", "offset=1&skip=1"])
async def test_cursor_and_offset_together_are_rejected(shop: Shop, more: str) -> None:
    cursor = "" if "&" in more else "&cursor=" + (await shop.http.get("/v1/things")).json()["next_cursor"]
    response = await shop.http.get(f"/v1/things?{more}{cursor}")
    assert (response.status_code, response.json()["code"]) == (400, "pagination_conflict")


async def test_two_aliases_of_one_parameter_are_rejected(shop: Shop) -> None:
    response = await shop.http.get("/v1/things?offset=1&skip=1")
    assert response.json()["detail"] == "`skip` is an alias of `offset`: send only one of them."


@pytest.mark.parametrize("more", ["colour=blue", "sort=name", "sort=-name", ""])
async def test_a_cursor_is_valid_for_its_list_filter_and_sorting_only(shop: Shop, more: str) -> None:
    cursor = (await shop.http.get("/v1/things?colour=red")).json()["next_cursor"]
    response = await shop.http.get(f"/v1/things?cursor={cursor}&{more}")
    assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")
    assert (await shop.http.get(f"/v1/things?cursor={cursor}&colour=red&limit=3")).status_code == 200


async def test_every_changed_bit_invalidates_a_cursor(shop: Shop) -> None:
    cursor = (await shop.http.get("/v1/things")).json()["next_cursor"]
    raw = urlsafe_b64decode(cursor + "==")
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        response = await shop.http.get("/v1/things", params={"cursor": urlsafe_b64encode(changed).decode()})
        assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "ä", "A" * 2048, "eyJhIjoxfQ", "%00", "[1]"])
async def test_forged_cursors_are_invalid(shop: Shop, cursor: str) -> None:
    response = await shop.http.get("/v1/things", params={"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.parametrize(
    "sort", ["id;drop table orders", "id desc nulls first", "colour", "-", "--id", "id,id", "id,-id", "id,", ",", "ID"]
)
async def test_sorting_is_chosen_from_a_list(shop: Shop, sort: str) -> None:
    response = await shop.http.get("/v1/things", params={"sort": sort})
    assert (response.status_code, response.json()["code"]) == (400, "sort_unsupported")
    assert response.json()["allowed"] == ["id", "name"]


@pytest.mark.parametrize(
    ("sort", "why"),
    [
        ("-nam", "There is no such sort field. Did you mean `name`? There are: id, name."),
        ("zzz", "There is no such sort field. There are: id, name."),
        ("id,-id", "A field is named twice."),
    ],
)
async def test_an_unknown_sorting_reports_the_nearest_and_all(shop: Shop, sort: str, why: str) -> None:
    response = await shop.http.get("/v1/things", params={"sort": sort})
    assert response.json()["detail"] == f"Unsupported sort order. {why}"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ("-id",)),
        ("name", ("name", "id")),
        ("-name", ("-name", "-id")),
        ("-name,id", ("-name", "id")),
        ("id", ("id",)),
    ],
)
def test_every_order_is_total(shop: Shop, sort: str, order: tuple[str, ...]) -> None:
    listing = ListEndpoint("things", sorts=("name", "id"), default=("-id",))
    assert listing._order(sort or None) == order


@pytest.mark.parametrize("query", ["offset=10001", "skip=10001", "offset=-1", "limit=0", "limit=101", "offset=x"])
async def test_depth_and_size_are_bounded(shop: Shop, query: str) -> None:
    assert (await shop.http.get(f"/v1/things?{query}")).status_code == 422


def test_a_cursor_keeps_its_values_kinds() -> None:
    values = [1, "a", None, datetime(2026, 11, 21, 9, 30, 0, 123456, UTC), UUID(int=7)]
    cursors = Cursors(["k" * 32])
    assert cursors.open("things", cursors.seal("things", values)) == values


def test_a_cursor_of_an_earlier_version_is_accepted() -> None:
    assert Cursors(["k" * 32]).open("products", "A04rcMP4aj6IBwupL2ofulsiYXBwbGUiLDdd") == ["apple", 7]


def test_keys_rotate() -> None:
    old, both, new = Cursors(["old" * 16]), Cursors(["new" * 16, "old" * 16]), Cursors(["new" * 16])
    assert both.open("things", old.seal("things", [1])) == [1]
    assert new.open("things", both.seal("things", [1])) == [1]
    with pytest.raises(BadRequest):
        new.open("things", old.seal("things", [1]))
