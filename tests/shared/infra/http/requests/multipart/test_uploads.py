"""Files as bodies: bytes as they are, or the one part of a form; with a limit, and not too many at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.shared.infra.http.small_shop import Shop

PHOTO = "/v1/things/7/photo"
PNG = {"Content-Type": "image/png"}
MIB = 2**20


def form(*parts: tuple[str, str | None, str | None, bytes], boundary: str = "b0undary") -> dict[str, Any]:
    """A form of parts: name, file name, media type, content."""
    body = b""
    for name, filename, kind, content in parts:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        body += f'; filename="{filename}"'.encode() if filename is not None else b""
        body += f"\r\nContent-Type: {kind}".encode() if kind else b""
        body += b"\r\n\r\n" + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return {"content": body, "headers": {"Content-Type": f"multipart/form-data; boundary={boundary}"}}


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


async def reported(shop: Shop, **request: Any) -> tuple[int, str]:
    """The status, and what the route saw or which code refused it."""
    response = await shop.http.put(PHOTO, **request)
    return response.status_code, response.json().get("name") or response.json()["code"]


async def test_uploaded_bytes_are_unchanged(shop: Shop) -> None:
    assert await reported(shop, content=b"\0\xff", headers=PNG) == (200, "image/png 2")
    assert await reported(shop, content=b"x", headers={"Content-Type": "IMAGE/WEBP"}) == (200, "image/webp 1")
    assert await reported(shop, content=in_pieces(b"x" * 200_000), headers=PNG) == (200, "image/png 200000")


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("image/png", "image/png 3"), ("application/octet-stream", "None 3"), (None, "None 3")],
)
async def test_a_file_can_be_uploaded_as_a_form(shop: Shop, kind: str | None, seen: str) -> None:
    assert await reported(shop, **form(("file", "a.png", kind, b"\r\n\0"))) == (200, seen)


@pytest.mark.parametrize("headers", [{"Content-Type": "image/gif"}, {"Content-Type": "application/json"}, {}])
async def test_other_media_types_are_rejected_unread(shop: Shop, headers: dict[str, str]) -> None:
    response = await shop.http.put(PHOTO, content=b"x" * 3 * MIB, headers=headers)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert response.json()["supported"] == ["image/png", "image/webp", "multipart/form-data"]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (form(("file", "a.gif", "image/gif", b"x")), (415, "unsupported_media_type")),
        (form(("file", "a.png", "image/png", b"")), (422, "validation_failed")),
        (form(("file", None, None, b"text")), (422, "validation_failed")),
        (form(("other", "a.png", "image/png", b"x")), (422, "validation_failed")),
        (form(("file", "a.png", "image/png", b"x"), ("note", None, None, b"x")), (422, "validation_failed")),
        (form(("file", "a.png", "image/png", b"x")) | {"headers": {"Content-Type": "multipart/form-data"}}, None),
        (form(("file", "a.png", "image/png", b"x"), ("file", "b.png", "image/png", b"x")), None),
        (form() | {"content": b"no form at all"}, None),
        ({"content": b"", "headers": PNG}, (422, "validation_failed")),
    ],
)
async def test_a_form_must_contain_exactly_one_file(
    shop: Shop, request_: dict[str, Any], expected: tuple[int, str] | None
) -> None:
    assert await reported(shop, **request_) == (expected or (400, "malformed_json"))
    assert shop.make.made == []


async def test_invalid_form_fields_are_reported(shop: Shop) -> None:
    response = await shop.http.put(PHOTO, **form(("note", None, None, b"hunter2")))
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [("/note", "unknown_field")]
    assert "hunter2" not in response.text
    response = await shop.http.put(PHOTO, **form(("fil", "a.png", "image/png", b"x")))
    assert response.json()["errors"][0]["message"] == "There is no such field. Did you mean `file`?"


@pytest.mark.parametrize("chunked", [False, True])
async def test_files_have_a_limit(*, shop: Shop, chunked: bool) -> None:
    bare: dict[str, Any] = {"content": b"x" * (2 * MIB + 1), "headers": PNG}
    for request in (bare, form(("file", "a", "image/png", b"x" * 2 * MIB))):
        content: Any = in_pieces(request["content"]) if chunked else request["content"]
        assert await reported(shop, content=content, headers=request["headers"]) == (413, "body_too_large")
    assert await reported(shop, content=b"x" * 2 * MIB, headers=PNG) == (200, f"image/png {2 * MIB}")


async def test_authentication_and_parameters_are_checked_before_the_body(shop: Shop) -> None:
    gif = {"Content-Type": "image/gif"}
    assert (await shop.client(None).put(PHOTO, content=b"x", headers=gif)).status_code == 401
    assert (await shop.http.put(PHOTO, content=b"x", headers={**gif, "Accept": "text/html"})).status_code == 406
    assert (await shop.http.put(f"{PHOTO}?x=1", content=b"x", headers=gif)).status_code == 400


async def test_the_fingerprint_covers_the_file(shop: Shop) -> None:
    key = {"Idempotency-Key": "k"}
    first = await shop.http.put(PHOTO, content=b"xyz", headers={**PNG, **key})
    for boundary in ("one", "two"):
        again = form(("file", "a.png", "image/png", b"xyz"), boundary=boundary)
        response = await shop.http.put(PHOTO, content=again["content"], headers={**again["headers"], **key})
        assert (response.content, response.headers["idempotent-replayed"]) == (first.content, "true")
    await shop.http.put(PHOTO, content=b"other", headers={**PNG, **key})
    assert shop.make.claims[0].fingerprint == shop.make.claims[1].fingerprint != shop.make.claims[-1].fingerprint


async def test_concurrent_uploads_are_limited(shop: Shop) -> None:
    opened, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        opened.release()
        yield b"x"
        await go_on.wait()

    async def put() -> httpx2.Response:
        return await shop.http.put(PHOTO, content=slow(), headers=PNG)

    under_way = [asyncio.create_task(put()) for _ in range(2)]
    for _ in under_way:
        await opened.acquire()
    refused = await asyncio.gather(*(shop.http.put(PHOTO, content=b"x", headers=PNG) for _ in range(20)))
    assert {(response.status_code, response.json()["code"]) for response in refused} == {(503, "busy")}
    assert refused[0].headers["retry-after"] == "1"
    go_on.set()
    assert [response.status_code for response in await asyncio.gather(*under_way)] == [200, 200]
    assert await reported(shop, content=b"x", headers=PNG) == (200, "image/png 1")


async def test_uploads_are_documented(shop: Shop) -> None:
    operation = (await shop.http.get("/api/openapi.json")).json()["paths"]["/v1/things/{thing_id}/photo"]["put"]
    content = operation["requestBody"]["content"]
    assert set(content) == {"image/png", "image/webp", "multipart/form-data"}
    assert content["image/png"]["schema"].items() >= {"type": "string", "format": "binary"}.items()
    assert content["multipart/form-data"]["schema"]["required"] == ["file"]
    assert {"400", "413", "415", "422"} <= set(operation["responses"])
