"""If-Match, If-None-Match, and compression of what is sent."""

import gzip

import pytest
from starlette.responses import Response

from shared.infra.http.responses.compression import compressed, takes_gzip
from tests.shared.infra.http.small_shop import Shop

THING = {"name": "a", "price_cents": 5}


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        (None, 200),
        ('"3"', 200),
        ("*", 200),
        ('"2"', 412),
        ('W/"3"', 412),
        ("3", 412),
        ('"x"', 412),
        ('"' + "9" * 50 + '"', 412),
    ],
)
async def test_a_stale_version_is_rejected(shop: Shop, if_match: str | None, status: int) -> None:
    headers = {"Idempotency-Key": "k"} | ({"If-Match": if_match} if if_match else {})
    response = await shop.http.patch("/v1/things/7", json=THING, headers=headers)
    assert response.status_code == status
    if status == 412:
        assert (response.json()["code"], response.json()["current"]) == ("version_mismatch", 3)
    else:
        assert response.headers["etag"] == '"4"'


@pytest.mark.parametrize(
    ("if_none_match", "status"), [('"3"', 304), ('W/"3"', 304), ('"1", "3"', 304), ("*", 304), ('"2"', 200), ("3", 200)]
)
async def test_a_current_copy_returns_304(shop: Shop, if_none_match: str, status: int) -> None:
    response = await shop.http.get("/v1/things/7", headers={"If-None-Match": if_none_match})
    assert response.status_code == status
    assert response.headers["etag"] == '"3"'
    assert bool(response.content) == (status == 200)


async def test_long_responses_are_compressed(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/long", headers={"Accept-Encoding": "br, gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < 200
    assert response.json()["name"] == "x" * 1500
    plain = await shop.http.get("/v1/things/long", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert response.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


async def test_short_responses_are_not_compressed(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/7", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(("size", "coded"), [(999, False), (1000, True)])
@pytest.mark.parametrize("kind", ["application/json", "text/csv"])
def test_compression_starts_at_a_thousand_bytes(size: int, coded: bool, kind: str) -> None:
    response = compressed(b"gzip", Response(b"x" * size, media_type=kind))
    assert ("content-encoding" in response.headers) == coded
    if coded:
        assert gzip.decompress(bytes(response.body)) == b"x" * size


def test_pictures_are_not_compressed() -> None:
    assert "content-encoding" not in compressed(b"gzip", Response(b"x" * 5000, media_type="image/png")).headers


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_gzip_requires_the_accept_encoding_header(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted.encode()) == taken
