"""Stripe's HTTP API with fault injection."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments import disputes, payment_intents, refunds
from entrypoints.development.payment_sandbox.payments.cards import CARDS
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api import authentication
from entrypoints.development.payment_sandbox.stripe_api.errors import StripeError, injected_error, invalid, missing
from entrypoints.development.payment_sandbox.stripe_api.expand import expand_objects
from entrypoints.development.payment_sandbox.stripe_api.form import parse_form
from entrypoints.development.payment_sandbox.stripe_api.idempotent_commands import (
    Command,
    CommandResponse,
    encoded,
    error_response,
    fingerprint,
    run_once,
)
from entrypoints.development.payment_sandbox.stripe_api.lists import list_objects
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, new_id
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters
from entrypoints.development.payment_sandbox.stripe_api.search import search_objects

MAX_BODY_BYTES = 100_000
MAX_KEY_LENGTH = 255

Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Request, str], Awaitable[CommandResponse]]
Operation = Callable[[CommandContext, Parameters, str], Body]


class HttpApi:
    """Routes below `/v1`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        commands: dict[str, Operation] = {
            "/v1/payment_intents": lambda context, parameters, _: payment_intents.create(context, parameters),
            "/v1/payment_intents/{id}/confirm": payment_intents.confirm,
            "/v1/payment_intents/{id}/capture": payment_intents.capture,
            "/v1/payment_intents/{id}/cancel": payment_intents.cancel,
            "/v1/refunds": lambda context, parameters, _: refunds.create(context, parameters),
            "/v1/disputes/{id}": disputes.submit_evidence,
            "/v1/disputes/{id}/close": disputes.close,
        }
        queries: dict[str, Operation] = {
            "/v1/payment_intents/search": lambda context, parameters, _: search_objects(
                context, parameters, "payment_intent", url="/v1/payment_intents/search"
            )
        }
        queries["/v1/payment_methods/{id}"] = _method
        for kind in ("payment_intent", "charge", "refund", "dispute", "event"):
            queries[f"/v1/{kind}s"] = partial(_page, kind)
            queries[f"/v1/{kind}s/{{id}}"] = partial(_one, kind)
        return [
            *(self._route("POST", path, partial(self._command, operation)) for path, operation in commands.items()),
            *(self._route("GET", path, partial(self._query, operation)) for path, operation in queries.items()),
            *(self._route(method, "/v1/{rest:path}", _unknown) for method in ("GET", "POST", "DELETE")),
        ]

    def _route(self, method: str, path: str, handle: Handler) -> Route:
        return Route(path, self._endpoint(f"{method} {path}", handle), methods=[method])

    def _endpoint(self, call: str, handle: Handler) -> Endpoint:
        """Authenticate, inject faults and respond, or process the call and abort the connection."""
        sandbox = self._sandbox

        async def endpoint(request: Request) -> Response:
            sandbox.statistics.requests[call] += 1
            request_id = new_id("req")
            try:
                authentication.check(request.headers.get("authorization"), sandbox.settings.api_key)
                if status := sandbox.faults.error_status():
                    sandbox.statistics.faults["error"] += 1
                    raise injected_error(status)
                response = await handle(request, request_id)
            except StripeError as error:
                return _response(error_response(error), request_id)
            if sandbox.faults.drops_response():
                sandbox.statistics.faults["lost_answer"] += 1
                await _abort(request)
            return _response(response, request_id, request.headers.get("idempotency-key"))

        return endpoint

    async def _command(self, operation: Operation, request: Request, request_id: str) -> CommandResponse:
        form = parse_form(await _body(request))
        key = request.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= MAX_KEY_LENGTH:
            raise invalid(f"Idempotency keys have 1 to {MAX_KEY_LENGTH} characters.")
        request_fingerprint = fingerprint(request.method, request.url.path, form)
        command: Command = partial(_with_id, operation, request.path_params.get("id", ""))
        with self._sandbox.in_use(key):
            await self._wait()
            return await self._sandbox.write(
                lambda context: run_once(context, request_fingerprint, form, command=command), request_id, key
            )

    async def _query(self, operation: Operation, request: Request, _request_id: str) -> CommandResponse:
        form = parse_form(request.url.query)
        paths = Parameters({"expand": form.pop("expand", {})}).texts("expand")
        await self._wait()
        return await self._sandbox.read(
            lambda context: CommandResponse(
                200,
                encoded(
                    expand_objects(
                        context.records, operation(context, Parameters(form), request.path_params.get("id", "")), paths
                    )
                ),
            )
        )

    async def _wait(self) -> None:
        if self._sandbox.faults.switches.latency_ms:
            self._sandbox.statistics.faults["latency"] += 1
            await asyncio.sleep(self._sandbox.faults.switches.latency_ms / 1000)


def _with_id(operation: Operation, id_: str, context: CommandContext, parameters: Parameters) -> Body:
    return operation(context, parameters, id_)


def _page(kind: str, context: CommandContext, parameters: Parameters, _id: str) -> Body:
    return list_objects(context, parameters, kind, url=f"/v1/{kind}s")


def _one(kind: str, context: CommandContext, parameters: Parameters, id_: str) -> Body:
    parameters.end()
    body = context.records.get(kind, id_)
    if body is None:
        raise missing(kind, id_, "intent" if kind == "payment_intent" else "id")
    return body


def _method(context: CommandContext, parameters: Parameters, id_: str) -> Body:
    parameters.end()
    card = CARDS.get(id_)
    if card is None:
        raise missing("PaymentMethod", id_, "payment_method")
    details = {"brand": card.brand, "last4": card.last4}
    return {"id": id_, "object": "payment_method", "type": "card", "card": details, "livemode": False}


async def _unknown(request: Request, _request_id: str) -> CommandResponse:
    raise invalid(
        f"Unrecognized request URL ({request.method}: {request.url.path[:80]}): the sandbox knows payment intents, "
        "payment methods, charges, refunds, disputes and events.",
        status=404,
    )


async def _body(request: Request) -> str:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY_BYTES:
            raise invalid("The request is too large.", status=413)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise invalid("Invalid UTF-8 in the request.") from None


async def _abort(request: Request) -> None:
    """Abort the connection and wait until the server has noticed, so that it sends nothing more."""
    request.state.cut()
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(response: CommandResponse, request_id: str, key: str | None = None) -> Response:
    headers = {"Request-Id": request_id, "Cache-Control": "no-cache, no-store"}
    if key is not None:
        headers["Idempotency-Key"] = key
    if response.first is not None:
        headers |= {"Idempotent-Replayed": "true", "Original-Request": response.first}
    return Response(response.content, response.status, headers, media_type="application/json")
