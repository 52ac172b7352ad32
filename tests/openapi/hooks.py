"""schemathesis hooks: what a document cannot express, and when a valid request may be rejected."""

import os
from collections.abc import Iterator, Mapping, MutableMapping
from collections.abc import Set as AbstractSet
from random import Random
from secrets import token_hex
from typing import Any, get_args

import schemathesis
from pydantic_core.core_schema import ErrorType
from schemathesis.checks import CheckContext
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.meta import TestPhase

from shared.infra.http.requests.validation import CODES
from tests.module_samples import all_samples

SPARED = {
    name: int(value) for name, value in (one.split("=") for one in os.environ.get("SPARED", "").split(",") if one)
}
"""Ids that stay as they are: of the administrator and of the key by which the tester is let in."""

SHARE = float(os.environ.get("SHARE", "1"))
"""Of the cases that the document's every word and bound give rise to."""

AnyCase = schemathesis.Case[Any]

_OUT_OF_REACH = 2**53 - 1
_KEY = "Idempotency-Key"

FORMAL = {"malformed_json", "unknown_parameter", "unsupported_media_type", "idempotency_key_invalid",
          "idempotency_key_required"}  # fmt: skip
"""Codes of refusals of a form, of which the document tells."""

FORMAL_FIELDS = {*get_args(ErrorType), *CODES.values(), "invalid_text", "duplicate_key", "number_out_of_range"}
"""The same, of a field. All others hang on how fields relate or on what there is; no schema can say so."""

FORMAL_FIELDS -= {"int_type"}
"""JSON Schema takes 125.0 for a whole number; where money is counted, it is none."""

UNSAYABLE: Mapping[str, AbstractSet[str]] = {
    operation: codes for samples in all_samples() for operation, codes in samples.document.unsayable.items()
}
"""What hangs there on another field, on who asks, on what is bought, on whether bytes are text, or a text JSON."""

OF_COUNTRIES = ("city", "region", "postal_code")
"""Parts of an address that some countries need and others do not have; no part else is left to the country."""

EVENT = {
    "type": "object",
    "required": ["event", "data", "id"],
    "properties": {
        "event": {"type": "string"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/EventOut"},
        },
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
    "additionalProperties": False,
}
"""One of a stream, as its description tells."""


class WellFormedRefused(Failure):
    """The API rejects a request that the document allows, although the document could express the rule."""


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, schema: dict[str, Any]) -> None:
    """Describe the items of event streams.

    OpenAPI 3.1 describes a whole stream as text; OpenAPI 3.2 describes its items with `itemSchema`. Without one,
    schemathesis uses the schema of the stream for its items.
    """
    for content in _contents(schema):
        if (stream := content.get("text/event-stream")) is not None:
            stream["itemSchema"] = EVENT
            del stream["schema"]


def _contents(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The response contents by media type, shared ones and those of single operations."""
    operations = (one for path in schema["paths"].values() for one in path.values() if "responses" in one)
    for responses in (schema.get("components", {}).get("responses", {}), *(one["responses"] for one in operations)):
        yield from (response.get("content", {}) for response in responses.values())


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: AnyCase) -> bool:
    """Choose a share of the boundary values; all random values are used."""
    if case.meta is None or case.meta.phase.name != TestPhase.COVERAGE:
        return True
    label = case.operation.label
    if label in _LOTS:
        return _LOTS[label].random() < SHARE
    _LOTS[label] = Random(f"{os.environ.get('SEED', '')} {label}")
    return True


_LOTS: dict[str, Random] = {}
"""Each operation has its own, so that its cases hang on nothing but the seed."""


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
    """Give each request with a valid idempotency key a new one, and protect the tester's own account."""
    headers: MutableMapping[str, Any] = case.headers
    key = headers.get(_KEY)
    if isinstance(key, str) and 0 < len(key) < 256 and key.isascii() and key.isprintable():
        headers[_KEY] = token_hex(16)
    path: dict[str, Any] = case.path_parameters
    for name, spared in SPARED.items():
        if str(path.get(name)) == str(spared):
            path[name] = _OUT_OF_REACH


@schemathesis.check
def refusals_are_owed_to_what_there_is(context: CheckContext, response: Response, case: AnyCase) -> None:
    """A request that conforms to the document is never rejected with 400, 422 or 428 for its form."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422, 428):
        return
    problem = response.json()
    fields = {error["code"] for error in problem.get("errors", ()) if not _is_needed_by_a_country(error)}
    fields -= UNSAYABLE.get(case.operation.label, set())
    if problem["code"] not in FORMAL and not fields & FORMAL_FIELDS:
        return
    raise WellFormedRefused(
        operation=case.operation.label,
        title="Refused for what the document could have said",
        message=f"{response.status_code} {problem['code']}: {problem.get('errors', '')}",
    )


def _is_needed_by_a_country(error: Mapping[str, str]) -> bool:
    *_, place, part = ("", *error["pointer"].split("/"))
    return error["code"] == "required" and place.endswith("_address") and part in OF_COUNTRIES
