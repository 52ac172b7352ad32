"""Stripe's API over HTTP, with the faults that the sandbox was told to have."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.payments import disputes, payment_intents, refunds
from entrypoints.development.payment_sandbox.payments.cards import CARDS
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api import authentication
from entrypoints.development.payment_sandbox.stripe_api.errors import Refusal, broken, invalid, missing
from entrypoints.development.payment_sandbox.stripe_api.expand import expanded
from entrypoints.development.payment_sandbox.stripe_api.form import parsed
from entrypoints.development.payment_sandbox.stripe_api.idempotent_commands import (
    Command,
    Done,
    encoded,
    fingerprint,
    once,
    refused,
)
from entrypoints.development.payment_sandbox.stripe_api.lists import listed
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_id
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters
from entrypoints.development.payment_sandbox.stripe_api.search import found

LARGEST_BODY = 100_000
LONGEST_KEY = 255

Endpoint = Callable[[Request], Awaitable[Response]]
Answering = Callable[[Request, str], Awaitable[Done]]
Asked = Callable[[Desk, Parameters, str], Body]


class HttpApi:
    """The routes below `/v1`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        commands: dict[str, Asked] = {
            "/v1/payment_intents": lambda desk, asked, _: payment_intents.create(desk, asked),
            "/v1/payment_intents/{id}/confirm": payment_intents.confirm,
            "/v1/payment_intents/{id}/capture": payment_intents.capture,
            "/v1/payment_intents/{id}/cancel": payment_intents.cancel,
            "/v1/refunds": lambda desk, asked, _: refunds.create(desk, asked),
            "/v1/disputes/{id}": disputes.answer,
            "/v1/disputes/{id}/close": disputes.close,
        }
        questions: dict[str, Asked] = {
            "/v1/payment_intents/search": lambda desk, asked, _: found(
                desk, asked, "payment_intent", "/v1/payment_intents/search"
            )
        }
        questions["/v1/payment_methods/{id}"] = _method
        for kind in ("payment_intent", "charge", "refund", "dispute", "event"):
            questions[f"/v1/{kind}s"] = partial(_page, kind)
            questions[f"/v1/{kind}s/{{id}}"] = partial(_one, kind)
        return [
            *(self._route("POST", path, partial(self._command, asked)) for path, asked in commands.items()),
            *(self._route("GET", path, partial(self._question, asked)) for path, asked in questions.items()),
            *(self._route(method, "/v1/{rest:path}", _unknown) for method in ("GET", "POST", "DELETE")),
        ]

    def _route(self, method: str, path: str, answer: Answering) -> Route:
        return Route(path, self._served(f"{method} {path}", answer), methods=[method])

    def _served(self, call: str, answer: Answering) -> Endpoint:
        """Check the caller, have the faults, answer; or do everything and cut the connection."""
        sandbox = self._sandbox

        async def endpoint(request: Request) -> Response:
            sandbox.statistics.requests[call] += 1
            request_id = new_id("req")
            try:
                authentication.check(request.headers.get("authorization"), sandbox.settings.api_key)
                if status := sandbox.faults.breaks():
                    sandbox.statistics.faults["error"] += 1
                    raise broken(status)
                done = await answer(request, request_id)
            except Refusal as refusal:
                return _response(refused(refusal), request_id)
            if sandbox.faults.loses_answer():
                sandbox.statistics.faults["lost_answer"] += 1
                await _cut(request)
            return _response(done, request_id, request.headers.get("idempotency-key"))

        return endpoint

    async def _command(self, asked: Asked, request: Request, request_id: str) -> Done:
        form = parsed(await _body(request))
        key = request.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= LONGEST_KEY:
            raise invalid(f"Idempotency keys have 1 to {LONGEST_KEY} characters.")
        mark = fingerprint(request.method, request.url.path, form)
        command: Command = partial(_with_id, asked, request.path_params.get("id", ""))
        with self._sandbox.in_use(key):
            await self._wait()
            return await self._sandbox.write(lambda desk: once(desk, mark, form, command), request_id, key)

    async def _question(self, asked: Asked, request: Request, _request_id: str) -> Done:
        form = parsed(request.url.query)
        paths = Parameters({"expand": form.pop("expand", {})}).texts("expand")
        await self._wait()
        return await self._sandbox.read(
            lambda desk: Done(
                200,
                encoded(
                    expanded(desk.records, asked(desk, Parameters(form), request.path_params.get("id", "")), paths)
                ),
            )
        )

    async def _wait(self) -> None:
        if self._sandbox.faults.switches.latency_ms:
            self._sandbox.statistics.faults["latency"] += 1
            await asyncio.sleep(self._sandbox.faults.switches.latency_ms / 1000)


def _with_id(asked: Asked, id_: str, desk: Desk, parameters: Parameters) -> Body:
    return asked(desk, parameters, id_)


def _page(kind: str, desk: Desk, asked: Parameters, _id: str) -> Body:
    return listed(desk, asked, kind, f"/v1/{kind}s")


def _one(kind: str, desk: Desk, asked: Parameters, id_: str) -> Body:
    asked.end()
    body = desk.records.get(kind, id_)
    if body is None:
        raise missing(kind, id_, "intent" if kind == "payment_intent" else "id")
    return body


def _method(desk: Desk, asked: Parameters, id_: str) -> Body:
    asked.end()
    card = CARDS.get(id_)
    if card is None:
        raise missing("PaymentMethod", id_, "payment_method")
    told = {"brand": card.brand, "last4": card.last4}
    return {"id": id_, "object": "payment_method", "type": "card", "card": told, "livemode": False}


async def _unknown(request: Request, _request_id: str) -> Done:
    raise invalid(
        f"Unrecognized request URL ({request.method}: {request.url.path[:80]}): the sandbox knows payment intents, "
        "payment methods, charges, refunds, disputes and events.",
        status=404,
    )


async def _body(request: Request) -> str:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise invalid("The request is too large.", status=413)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise invalid("Invalid UTF-8 in the request.") from None


async def _cut(request: Request) -> None:
    """End the connection; back when the server has noticed, so that it sends nothing more."""
    request.state.cut()
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(done: Done, request_id: str, key: str | None = None) -> Response:
    headers = {"Request-Id": request_id, "Cache-Control": "no-cache, no-store"}
    if key is not None:
        headers["Idempotency-Key"] = key
    if done.first is not None:
        headers |= {"Idempotent-Replayed": "true", "Original-Request": done.first}
    return Response(done.content, done.status, headers, media_type="application/json")
