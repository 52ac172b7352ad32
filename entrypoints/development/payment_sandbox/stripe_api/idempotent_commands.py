"""Does a command once for each idempotency key, however often it is sent."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.storage.records import Answer
from entrypoints.development.payment_sandbox.stripe_api.errors import Refusal, other_parameters
from entrypoints.development.payment_sandbox.stripe_api.expand import expanded
from entrypoints.development.payment_sandbox.stripe_api.form import Form
from entrypoints.development.payment_sandbox.stripe_api.objects import Body
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

KEPT_SECONDS = 86_400

Command = Callable[[Desk, Parameters], Body]


@dataclass(frozen=True, slots=True)
class Done:
    """An answer to send. `first` is the request that got it first, where this one is a repeat."""

    status: int
    content: bytes
    first: str | None = None


def fingerprint(method: str, path: str, form: Form) -> str:
    return hashlib.sha256(json.dumps([method, path, form], sort_keys=True).encode()).hexdigest()


def once(desk: Desk, mark: str, form: Form, command: Command) -> Done:
    """The answer, which is in the books with what was done. `mark` is the request's fingerprint.

    Raises Refusal where the work did not begin: then neither is in the books.
    """
    kept = desk.records.answer(desk.key, desk.second - KEPT_SECONDS) if desk.key else None
    if kept is not None:
        if kept.fingerprint != mark:
            raise other_parameters(str(desk.key))
        return Done(kept.status, kept.content, kept.request)
    asked = dict(form)
    try:
        paths = Parameters({"expand": asked.pop("expand", {})}).texts("expand")
        body = command(desk, Parameters(asked))
        done = Done(200, encoded(expanded(desk.records, body, paths)))
    except Refusal as refusal:
        if not refusal.kept:
            raise
        done = refused(refusal)
    if desk.key:
        desk.records.keep_answer(desk.key, Answer(mark, done.status, done.content, str(desk.request)), desk.second)
    return done


def refused(refusal: Refusal) -> Done:
    return Done(refusal.status, encoded(refusal.body))


def encoded(body: Body) -> bytes:
    return json.dumps(body, indent=2).encode()
