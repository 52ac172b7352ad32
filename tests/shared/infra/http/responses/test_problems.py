"""Refusals as RFC 9457 problems, and the table of codes."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest

from shared.infra.http import routing
from shared.infra.http.responses.problem_code import ProblemCode
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.responses.problems import STATUS, status_of
from shared.kernel import errors
from tests.shared.infra.http.small_shop import Shop

PROBLEM_CODES = ProblemCodes()


def kinds(kind: type[errors.DomainError] = errors.DomainError) -> Iterator[type[errors.DomainError]]:
    for derived in kind.__subclasses__():
        yield derived
        yield from kinds(derived)


def test_every_kind_of_error_has_a_status() -> None:
    # A dataclass with slots leaves a first draft of itself behind, until it is collected.
    kernel = [kind for kind in kinds() if vars(errors).get(kind.__name__) is kind]
    assert len(kernel) >= 12
    assert all(kind in STATUS for kind in kernel)


def test_a_derived_error_has_the_status_of_its_kind() -> None:
    class Short(errors.Conflict):
        pass

    assert status_of(Short("unripe", "x"), PROBLEM_CODES) == 409


def test_an_error_of_no_kind_has_the_status_of_its_code() -> None:
    codes = ProblemCodes([ProblemCode("unpaid", 402, title="The fruit is not paid", advice="Pay it.")])
    assert status_of(errors.DomainError("unpaid", "x"), codes) == 402


async def test_a_problem_has_all_its_members(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/0", headers={"X-Request-ID": "abc-1"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "type": "/problems/not_found",
        "title": PROBLEM_CODES["not_found"].title,
        "status": 404,
        "detail": "There is no such resource.",
        "instance": "/v1/things/0",
        "code": "not_found",
        "request_id": "abc-1",
    }


@pytest.mark.parametrize("code", PROBLEM_CODES)
async def test_every_code_has_a_page(shop: Shop, code: str) -> None:
    response = await shop.http.get(f"/problems/{code}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert code in response.text
    assert not re.search(r"(src|href)=\"?(https?:|//)", response.text)


async def test_unknown_codes_have_no_page(shop: Shop) -> None:
    assert (await shop.http.get("/problems/<script>")).status_code == 404
    assert "version_mismatch" in (await shop.http.get("/problems")).text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/things", "GET, HEAD, POST"),
        ("PUT", "/v1/things/7", "GET, HEAD, PATCH"),
        ("GET", "/v1/things/login", "POST"),
        ("POST", "/health", "GET, HEAD"),
    ],
)
async def test_405_lists_all_methods_of_the_path(shop: Shop, method: str, path: str, allowed: str) -> None:
    response = await shop.http.request(method, path)
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["allow"] == allowed


async def test_a_missing_body_is_reported(shop: Shop) -> None:
    response = await shop.http.post("/v1/things", headers={"Idempotency-Key": "k"})
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "required")
    assert "no body" in error["message"]


async def test_an_unknown_path_is_not_found(shop: Shop) -> None:
    for path in ("/nowhere", "/v1/nowhere/", "/v1", "/v1/things/%00"):
        response = await shop.http.get(path)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/*;q=0.5", 200),
        ("application/json; q=0.1", 200),
        ("application/problem+json", 200),
        ("text/html", 406),
        ("text/csv", 406),
        ("application/json;q=0", 406),
    ],
)
async def test_an_unacceptable_media_type_is_rejected(shop: Shop, accept: str, status: int) -> None:
    response = await shop.http.get("/v1/things/mine", headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert response.json()["code"] == "not_acceptable"


async def test_an_unexpected_error_discloses_nothing(shop: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    response = await shop.http.get("/v1/things/broken")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "hunter2" not in response.text
    assert "RuntimeError" not in response.text
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert "RuntimeError" in "".join(capfd.readouterr()), "the log has the traceback"
    assert shop.lines[-1]["status"] == 500


def padded(size: int) -> bytes:
    body = b'{"name":"a","price_cents":5}'
    return body + b" " * (size - len(body))


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("POST", "/v1/things", 2**20, 201),
        ("POST", "/v1/things", 2**20 + 1, 413),
        ("PUT", "/v1/things/picture", 2**20 + 1, 204),
        ("PUT", "/v1/things/picture", 2**21 + 1, 413),
    ],
)
async def test_bodies_have_a_limit(
    *, shop: Shop, method: str, path: str, size: int, status: int, chunked: bool
) -> None:
    body = padded(size)
    headers = {"Content-Type": "application/json"}
    content = in_pieces(body) if chunked else body
    response = await shop.http.request(method, path, content=content, headers=headers)
    assert response.status_code == status
    if status == 413:
        assert response.json()["code"] == "body_too_large"


async def test_forms_have_a_limit(shop: Shop) -> None:
    response = await shop.http.post(
        "/v1/things/login",
        content=in_pieces(b"username=a&password=" + b"b" * 2**20),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == 413


async def test_a_slow_handler_times_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "HANDLER_SECONDS", 0.05)
    response = await shop.http.get("/v1/things/slow")
    assert (response.status_code, response.json()["code"]) == (503, "timeout")
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("form", "pointers"),
    [
        ({"username": "a", "password": "b"}, []),
        ({"username": "a"}, ["/password"]),
        ({"username": "a\0", "password": "b"}, ["/username"]),
        ({"username": "a", "password": "b", "role": "admin"}, ["/role"]),
    ],
)
async def test_forms_are_validated_like_bodies(shop: Shop, form: dict[str, str], pointers: list[str]) -> None:
    response = await shop.http.post("/v1/things/login", data=form)
    assert [error["pointer"] for error in response.json().get("errors", [])] == pointers
