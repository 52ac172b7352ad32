"""Runs a command once per idempotency key."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

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


def run_once(context: CommandContext, mark: str, form: Form, command: Command) -> CommandResponse:
    """Run the command and store its response in the same transaction. `mark` is the request's fingerprint.

    Raises StripeError if processing did not begin; then nothing is stored.
    """
    kept = context.records.answer(context.key, context.second - RETENTION_SECONDS) if context.key else None
    if kept is not None:
        if kept.fingerprint != mark:
            raise other_parameters(str(context.key))
        return CommandResponse(kept.status, kept.content, kept.request)
    asked = dict(form)
    try:
        paths = Parameters({"expand": asked.pop("expand", {})}).texts("expand")
        body = command(context, Parameters(asked))
        done = CommandResponse(200, encoded(expand_objects(context.records, body, paths)))
    except StripeError as refusal:
        if not refusal.stored:
            raise
        done = error_response(refusal)
    if context.key:
        context.records.store_response(
            context.key, StoredResponse(mark, done.status, done.content, str(context.request)), context.second
        )
    return done


def error_response(refusal: StripeError) -> CommandResponse:
    return CommandResponse(refusal.status, encoded(refusal.body))


def encoded(body: Body) -> bytes:
    return json.dumps(body, indent=2).encode()
