"""Paged lists, newest first."""

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.storage.records import PageQuery
from entrypoints.development.payment_sandbox.stripe_api.errors import invalid
from entrypoints.development.payment_sandbox.stripe_api.objects import Body, public_body
from entrypoints.development.payment_sandbox.stripe_api.parameters import Parameters

MOST = 100
LATEST = 4_102_444_800


def list_objects(context: CommandContext, parameters: Parameters, kind: str, *, url: str) -> Body:
    limit = parameters.count("limit", 10, MOST)
    after, before = parameters.text("starting_after"), parameters.text("ending_before")
    if after and before:
        raise invalid("You cannot give both starting_after and ending_before.", param="starting_after")
    for cursor, name in ((after, "starting_after"), (before, "ending_before")):
        if cursor:
            context.find(kind, cursor, name)
    created = parameters.inner("created")
    since, until = _from(created), _to(created)
    created.end()
    intent = parameters.text("payment_intent") if kind in ("refund", "charge", "dispute") else None
    charge = parameters.text("charge") if kind in ("refund", "dispute") else None
    parameters.end()
    found = context.records.page(
        PageQuery(
            kind=kind, limit=limit, after=after, before=before, intent=intent, charge=charge, since=since, until=until
        )
    )
    page = found[:limit]
    if before:
        page.reverse()
    return {"object": "list", "url": url, "has_more": len(found) > limit, "data": [public_body(body) for body in page]}


def _from(created: Parameters) -> int | None:
    at, later = created.text("gte"), created.text("gt")
    return _second(at, 0) if at else _second(later, 1) if later else None


def _to(created: Parameters) -> int | None:
    at, earlier = created.text("lte"), created.text("lt")
    return _second(at, 0) if at else _second(earlier, -1) if earlier else None


def _second(text: str, shift: int) -> int:
    if not text.isdecimal() or not text.isascii() or int(text) > LATEST:
        raise invalid("Invalid timestamp", param="created")
    return int(text) + shift
