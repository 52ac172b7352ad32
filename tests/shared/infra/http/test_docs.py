"""The documentation: from own files, complete, and gone when not wanted."""

import hashlib
import re
from pathlib import Path

import pytest

from shared.infra.http import docs
from tests.api_document import written_out
from tests.shared.infra.http.small_shop import Shop

ASSETS = Path(docs.__file__).parent / "assets"


@pytest.mark.parametrize("page", ["/api/docs", "/api/redoc"])
async def test_the_page_and_its_assets_are_served_locally(shop: Shop, page: str) -> None:
    response = await shop.http.get(page)
    wanted = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert wanted
    for address in wanted:
        if address != "data:,":
            assert address.startswith("/api/assets/")
            assert (await shop.http.get(address)).status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<script>" not in response.text


async def test_the_external_logo_is_removed(shop: Shop) -> None:
    response = await shop.http.get("/api/assets/redoc.standalone.js")
    assert "cdn.redoc.ly" not in response.text
    assert response.headers["content-encoding"] == "gzip"


async def test_only_the_named_assets_are_served(shop: Shop) -> None:
    for name in ("ASSETS.txt", "docs.py", "..%2fdocs.py", "%2e%2e%2fdocs.py", "x"):
        assert (await shop.http.get(f"/api/assets/{name}")).status_code == 404


def test_the_asset_files_are_unmodified() -> None:
    sums = re.findall(r"^  ([0-9a-f]{64})  (\S+)$", (ASSETS / "ASSETS.txt").read_text(), re.MULTILINE)
    assert len(sums) == 3
    for digest, name in sums:
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest


async def test_every_operation_documents_its_errors(shop: Shop) -> None:
    document = written_out((await shop.http.get("/api/openapi.json")).json())
    assert document["info"]["version"] == "1.2.3"
    make = document["paths"]["/v1/things"]["post"]
    assert make["operationId"] == "make_thing"
    assert set(make["responses"]) >= {
        "201",
        "400",
        "401",
        "403",
        "406",
        "409",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    }
    assert "`idempotency_in_flight`" in make["responses"]["409"]["description"]
    refused = make["responses"]["422"]["content"]["application/problem+json"]
    assert refused["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert refused["examples"]["validation_failed"] == {"$ref": "#/components/examples/validation_failed"}
    assert make["security"] == [{"bearer": []}, {"oauth2": ["things:write"]}]
    assert make["description"] == "Access: requires `things:write`."
    assert make["responses"]["201"]["headers"].keys() >= {"Location", "ETag", "Idempotent-Replayed", "RateLimit"}
    assert make["x-required-scopes"] == ["things:write"]
    (key,) = [one for one in make["parameters"] if one["name"] == "Idempotency-Key"]
    assert not key["required"]
    change = document["paths"]["/v1/things/{thing_id}"]["patch"]
    assert [one["required"] for one in change["parameters"] if one["name"] == "Idempotency-Key"] == [True]
    listed = document["paths"]["/v1/things"]["get"]
    assert listed["security"] == [{"bearer": []}, {"oauth2": []}, {}]
    assert "`cursor_invalid`" in listed["responses"]["400"]["description"]
    limits = {one["name"]: one["schema"] for one in listed["parameters"]}
    assert (limits["limit"]["minimum"], limits["limit"]["maximum"]) == (1, 100)
    assert limits["offset"] == {"type": "integer", "format": "int64", "minimum": 0, "maximum": 10_000}
    assert "404" in document["paths"]["/v1/things/{thing_id}"]["get"]["responses"]


async def test_every_reference_resolves(shop: Shop) -> None:
    response = await shop.http.get("/api/openapi.json")
    schemas = response.json()["components"]["schemas"]
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', response.text))
    assert references <= set(schemas)


async def test_documentation_is_disabled_by_default() -> None:
    shop = Shop(expose_docs=False)
    for path in ("/api/docs", "/api/redoc", "/api/openapi.json", "/api/assets/docs.js", "/docs", "/openapi.json"):
        assert (await shop.http.get(path)).status_code == 404
