"""Runs a command once per idempotency key."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.storage.records import StoredResponse
from entrypoints.development.payment_sandbox.stripe_api.errors import StripeError, other_parameters
from entrypoints.development.payment_sandbox.stripe_api.expand import expand_objects
from entrypoints.development.payment_sandbox.stripe_api.form import Form
from entrypoints.development.payment_sandbox.stripe_api.objects import Body
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

RETENTION_SECONDS = 86_400

Command = Callable[[CommandContext, Parameters], Body]


@dataclass(frozen=True, slots=True)
class CommandResponse:
    """A response. `first` is the original request if this one is a repeat."""

    status: int
    content: bytes
    first: str | None = None


def fingerprint(method: str, path: str, form: Form) -> str:
    return hashlib.sha256(json.dumps([method, path, form], sort_keys=True).encode()).hexdigest()


def run_once(context: CommandContext, request_fingerprint: str, form: Form, *, command: Command) -> CommandResponse:
    """Run the command and store its response in the same transaction.

    Raises StripeError if processing did not begin; then nothing is stored.
    """
    stored = context.records.stored_response(context.key, context.second - RETENTION_SECONDS) if context.key else None
    if stored is not None:
        if stored.fingerprint != request_fingerprint:
            raise other_parameters(str(context.key))
        return CommandResponse(stored.status, stored.content, stored.request)
    parameters = dict(form)
    try:
        paths = Parameters({"expand": parameters.pop("expand", {})}).texts("expand")
        body = command(context, Parameters(parameters))
        response = CommandResponse(200, encoded(expand_objects(context.records, body, paths)))
    except StripeError as error:
        if not error.stored:
            raise
        response = error_response(error)
    if context.key:
        context.records.store_response(
            context.key,
            StoredResponse(
                fingerprint=request_fingerprint,
                status=response.status,
                content=response.content,
                request=str(context.request),
            ),
            context.second,
        )
    return response


def error_response(error: StripeError) -> CommandResponse:
    return CommandResponse(error.status, encoded(error.body))


def encoded(body: Body) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)
