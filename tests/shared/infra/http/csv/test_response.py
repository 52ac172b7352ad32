"""JSON or CSV of one route, by what the caller would rather have."""

import pytest
from starlette.requests import Request

from shared.infra.http.csv import response
from tests.shared.infra.http.small_shop import Shop

CSV = 'id,name\r\n1,"a,b"\r\n'


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv; charset=utf-8; header=present", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv, application/json", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("application/json;q=0.9, text/csv", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.4, application/json;q=0.5", "application/json"),
        ("text/csv, */*", "text/csv"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/html, text/csv;q=0.3, */*;q=0.8", "application/json"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/csv;q=0, */*", "application/json"),
        ("application/problem+json", "application/json"),
    ],
)
async def test_the_accept_header_selects_the_format(shop: Shop, accept: str | None, kind: str) -> None:
    response = await shop.http.get("/v1/things/table", headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, kind)
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", ["text/html", "text/csv;q=0, application/json;q=0.000", "image/*", "text/csv;q=0"])
async def test_other_formats_are_not_acceptable(shop: Shop, accept: str) -> None:
    response = await shop.http.get("/v1/things/table", headers={"Accept": accept})
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")
    assert response.json()["offered"] == ["application/json", "text/csv"]


async def test_a_table_is_an_attachment_of_lines(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/table", headers={"Accept": "text/csv"})
    assert response.text == CSV
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="things.csv"'


@pytest.mark.parametrize(
    ("accept", "is_marked"),
    [
        ("text/csv", False),
        ("text/csv; charset=utf-8", False),
        ("text/csv; charset=utf-8; bom=1", True),
        ("TEXT/CSV;BOM=1", True),
        ("application/json;q=0.1, text/csv; charset=utf-8; bom=1", True),
        ("text/csv; bom=0", False),
        ("text/csv, text/html; bom=1", False),
    ],
)
async def test_a_byte_order_mark_is_added_on_request(shop: Shop, accept: str, is_marked: bool) -> None:
    response = await shop.http.get("/v1/things/table", headers={"Accept": accept})
    assert response.content == ("\ufeff" * is_marked + CSV).encode()


async def test_a_long_table_varies_by_both(shop: Shop) -> None:
    response = await shop.http.get(
        "/v1/things/table?rows=100", headers={"Accept": "text/csv", "Accept-Encoding": "gzip"}
    )
    assert (response.headers["vary"], response.headers["content-encoding"]) == ("Accept, Accept-Encoding", "gzip")
    assert response.text.count("\r\n") == 101


async def test_the_document_shows_both_formats(shop: Shop) -> None:
    document = (await shop.http.get("/api/openapi.json")).json()
    operation = document["paths"]["/v1/things/table"]["get"]
    assert operation["x-alternate-media-types"] == ["text/csv"]
    assert operation["responses"]["200"]["description"].endswith("Also available as `text/csv` by `Accept`.")
    assert list(operation["responses"]["200"]["content"]) == ["application/json"]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/ThingOut")


@pytest.mark.parametrize("name", ["", "a b.csv", 'a".csv', "../a.csv", "a\r\n.csv", "ä.csv"])
def test_an_unsafe_file_name_raises(name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        response.csv_response(Request({"type": "http", "headers": []}), ["a"], [], filename=name)
