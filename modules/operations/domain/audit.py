"""Audit log entries and their filter."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.kernel.errors import FieldError, Invalid
from shared.kernel.module import AuditedKind
from shared.kernel.values.suggestions import did_you_mean

_ID = re.compile(r"[1-9]\d{0,15}", re.ASCII)
ACTOR_KINDS = (AuditedKind("user"), AuditedKind("client"), AuditedKind("guest"))
ACTORS_WITHOUT_ID = frozenset({"operator", "system", "anonymous"})
RESOURCES_WITHOUT_ID = frozenset({"dead_letters", "events"})
"""Names without an id: they stand for all resources of a kind."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    id: int
    at: datetime
    actor: str
    action: str
    resource: str
    request_id: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """`since` is inclusive, `until` exclusive."""

    actor: str | None = None
    resource: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def check(self, resource_kinds: Sequence[AuditedKind]) -> None:
        """Raise Invalid unless actor and resource have the form `kind:id` with a known kind."""
        errors = [
            *_format_errors("/query/actor", self.actor, ACTOR_KINDS, ACTORS_WITHOUT_ID),
            *_format_errors("/query/resource", self.resource, resource_kinds, RESOURCES_WITHOUT_ID),
        ]
        if errors:
            raise Invalid(errors)


def _format_errors(
    pointer: str, subject: str | None, known: Sequence[AuditedKind], without_id: Collection[str]
) -> Iterator[FieldError]:
    if subject is None or subject in without_id:
        return
    kind, colon, id_ = subject.partition(":")
    kinds = {each.name: each.numbered for each in known}
    if pointer == "/query/actor" and not colon and "." in subject:
        return  # the name of an event consumer
    if not (kind in kinds and id_):
        close = did_you_mean(subject.replace("/", ":", 1).partition(":")[0], kinds)
        yield FieldError(
            pointer,
            "unknown_value",
            f"Write it as `kind:id`, like `{min(kinds)}:7`.{close} Kinds: {', '.join(sorted(kinds))};"
            f" without an id: {', '.join(sorted(without_id))}.",
        )
    elif kinds[kind] and not _ID.fullmatch(id_):
        yield FieldError(pointer, "invalid_format", f"The id of this kind is a whole number, like `{kind}:7`.")
