"""Who of staff and clients changed what."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.errors import FieldError, Invalid
from shared.kernel.suggestions import did_you_mean

_ID = re.compile(r"[1-9]\d{0,15}", re.ASCII)
ACTOR_KINDS = frozenset({"user", "client", "guest"})
RESOURCE_KINDS = frozenset(
    {
        "adjustment", "api_key", "coupon", "dead_letter", "job", "level", "location", "order", "product", "receipt",
        "session", "transfer", "user", "webhook_endpoint",
    }
)  # fmt: skip
NUMBERED = frozenset(
    {
        "adjustment", "api_key", "client", "dead_letter", "guest", "job", "order", "receipt", "session", "transfer",
        "user", "webhook_endpoint",
    }
)  # fmt: skip
"""Kinds whose ids are numbers; the others are named by codes and SKUs."""

NAMELESS_ACTORS = frozenset({"operator", "system", "anonymous"})
NAMELESS_RESOURCES = frozenset({"dead_letters", "events"})
"""What has no id: all of a kind at once."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    at: datetime
    actor: str
    action: str
    resource: str
    request_id: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The time is half open: `since` belongs to it, `until` does not."""

    actor: str | None = None
    resource: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def check(self) -> None:
        """Raise Invalid if no line can be by the actor or about the resource: both are written `kind:id`."""
        errors = [
            *_written_wrong("/query/actor", self.actor, ACTOR_KINDS, NAMELESS_ACTORS),
            *_written_wrong("/query/resource", self.resource, RESOURCE_KINDS, NAMELESS_RESOURCES),
        ]
        if errors:
            raise Invalid(errors)


def _written_wrong(
    pointer: str, subject: str | None, kinds: Collection[str], nameless: Collection[str]
) -> Iterator[FieldError]:
    if subject is None or subject in nameless:
        return
    kind, colon, id_ = subject.partition(":")
    if pointer == "/query/actor" and not colon and "." in subject:
        return  # a consumer of events, by its name
    if not (kind in kinds and id_):
        close = did_you_mean(subject.replace("/", ":", 1).partition(":")[0], kinds)
        yield FieldError(
            pointer,
            "unknown_value",
            f"It is written `kind:id`, like `{min(kinds)}:7`.{close} Kinds: {', '.join(sorted(kinds))};"
            f" without an id: {', '.join(sorted(nameless))}.",
        )
    elif kind in NUMBERED and not _ID.fullmatch(id_):
        yield FieldError(pointer, "invalid_format", f"The id of this kind is a whole number, like `{kind}:7`.")
