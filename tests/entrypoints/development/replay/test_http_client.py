"""The client retries temporary failures with the same request and key."""

from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest

from entrypoints.development.replay import http_client
from entrypoints.development.replay.http_client import RetriesExhausted, ShopClient, Unauthorized
from shared.kernel.backoff import Backoff

Answer = httpx2.Response | httpx2.TransportError


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "BACKOFF", Backoff(timedelta(milliseconds=1), timedelta(milliseconds=8)))


def problem(status: int, code: str, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json={"code": code}, headers=headers)


class Server:
    """Returns the given responses in order and records the requests."""

    def __init__(self, *responses: Answer) -> None:
        self._answers = list(responses)
        self.asked: list[httpx2.Request] = []

    def client(self, patience: float = 5) -> ShopClient:
        transport = httpx2.MockTransport(self._answer)
        return ShopClient(httpx2.AsyncClient(base_url="http://shop", transport=transport), patience)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        response = self._answers.pop(0)
        if isinstance(response, httpx2.TransportError):
            raise response
        return response


@pytest.mark.parametrize(
    "passing",
    [
        lambda: problem(503, "busy"),
        lambda: problem(503, "dependency_unavailable", **{"Retry-After": "0"}),
        lambda: problem(429, "rate_limited", **{"Retry-After": "0"}),
        lambda: problem(409, "idempotency_in_flight"),
        lambda: httpx2.Response(502, text="<html>no gateway</html>"),
        lambda: httpx2.ConnectError("refused"),
        lambda: httpx2.ReadError("reset"),
        lambda: httpx2.RemoteProtocolError("closed"),
        lambda: httpx2.ReadTimeout("slow"),
    ],
)
async def test_transient_errors_are_retried_with_the_same_key(passing: Callable[[], Answer]) -> None:
    server = Server(passing(), passing(), httpx2.Response(201, json={"id": 7}))
    client = server.client()
    response = await client.post("/v1/orders", {"note": "x"}, key="replay-1")
    assert (response.status, response.body, response.replayed) == (201, {"id": 7}, False)
    assert [request.headers["Idempotency-Key"] for request in server.asked] == ["replay-1"] * 3
    assert len({request.content for request in server.asked}) == 1
    assert client.repeats == 2


@pytest.mark.parametrize(("status", "code"), [(409, "insufficient_stock"), (422, "validation_failed"), (500, "x")])
async def test_a_final_response_is_returned(status: int, code: str) -> None:
    server = Server(problem(status, code))
    assert (await server.client().post("/v1/orders", {}, key="k")).code == code
    assert len(server.asked) == 1


async def test_retries_are_limited_by_time() -> None:
    server = Server(problem(503, "busy", **{"Retry-After": "30"}))
    with pytest.raises(RetriesExhausted, match="503 busy"):
        await server.client(patience=1).post("/v1/orders", {}, key="k")
    with pytest.raises(RetriesExhausted, match="ConnectError"):
        await Server(httpx2.ConnectError("refused")).client(patience=0).get("/v1/orders")


@pytest.mark.parametrize("status", [401, 403])
async def test_an_authorization_error_is_not_retried(status: int) -> None:
    with pytest.raises(Unauthorized, match="forbidden"):
        await Server(problem(status, "forbidden")).client().get("/v1/users")


async def test_a_replay_is_reported() -> None:
    server = Server(httpx2.Response(201, json={}, headers={"Idempotent-Replayed": "true"}))
    assert (await server.client().post("/v1/orders", {}, key="k")).replayed


async def test_a_list_is_read_to_its_last_page() -> None:
    server = Server(
        httpx2.Response(200, json={"items": [{"id": 3}, {"id": 2}], "next_cursor": "abc"}),
        problem(503, "busy"),
        httpx2.Response(200, json={"items": [{"id": 1}], "next_cursor": None}),
    )
    assert [item["id"] async for item in server.client().walk("/v1/orders", q="a")] == [3, 2, 1]
    assert dict(server.asked[0].url.params) == {"limit": "100", "q": "a"}
    assert dict(server.asked[2].url.params) == {"limit": "100", "q": "a", "cursor": "abc"}


async def test_a_list_that_cannot_be_read_is_reported() -> None:
    with pytest.raises(RetriesExhausted, match="cursor_invalid"):
        _ = [item async for item in Server(problem(400, "cursor_invalid")).client().walk("/v1/orders")]
