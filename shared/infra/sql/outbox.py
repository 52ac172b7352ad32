"""Events written beside the facts they tell, with a delivery for every registered consumer."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.infra.sql.tables import events
from shared.infra.sql.writes import Row, Writes
from shared.infra.tracing.spans import Attributes, Begun, Kind, tracing
from shared.kernel.events import Event, Recorded

_DELIVERIES = """
    INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at)
    SELECT e.id, c.consumer, e.at, e.at
    FROM unnest({0}::uuid[], {1}::text[], {2}::timestamptz[]) AS e(id, type, at)
    JOIN platform.consumers c ON c.event_type IN (e.type, '*')
    ON CONFLICT DO NOTHING
"""


class Outbox:
    def __init__(self) -> None:
        self._recorded: list[tuple[UUID, Recorded]] = []

    def __bool__(self) -> bool:
        return bool(self._recorded)

    @property
    def types(self) -> list[str]:
        """The types of the events that wait to be written, in their order."""
        return [recorded.event.type for _, recorded in self._recorded]

    def trace(self) -> list[Begun]:
        """Have the events carry on their cause's trace; the spans of their creation, to be ended once it is true."""
        keeper = tracing()
        if keeper is None:
            return []
        begun: list[Begun] = []
        for place, (id_, recorded) in enumerate(self._recorded):
            cause, told = recorded.cause, _told(id_, recorded)
            span = keeper.begun(f"create {recorded.event.type}", Kind.PRODUCER, told, cause.traceparent)
            self._recorded[place] = id_, replace(recorded, cause=replace(cause, traceparent=span.traceparent))
            begun.append(span)
        return begun

    def add(self, recorded: Recorded) -> None:
        self._recorded.append((uuid7(), recorded))

    def flush_into(self, writes: Writes, now: datetime) -> Sequence[tuple[str, Sequence[object]]]:
        """Note the events' rows; return the part of the statement that writes their deliveries.

        Who the consumers are is read from the database, so that an older program still
        feeds a newer consumer.
        """
        if not self._recorded:
            return ()
        writes.insert(events, [_row(id_, recorded, now) for id_, recorded in self._recorded])
        ids = [id_ for id_, _ in self._recorded]
        types, self._recorded = self.types, []
        return [(_DELIVERIES, (ids, types, [now] * len(ids)))]


def _told(id_: UUID, recorded: Recorded) -> Attributes:
    return {
        "messaging.system": "tradepost",
        "messaging.operation.name": "create",
        "messaging.operation.type": "create",
        "messaging.destination.name": recorded.event.type,
        "messaging.message.id": str(id_),
        "tradepost.request_id": recorded.cause.request_id,
    }


def _row(id_: UUID, recorded: Recorded, now: datetime) -> Row:
    event, cause = recorded.event, recorded.cause
    return {
        "id": id_,
        "type": event.type,
        "schema_version": event.schema_version,
        "aggregate_type": event.aggregate_type,
        "aggregate_id": recorded.aggregate_id,
        "sequence": recorded.sequence,
        "occurred_at": now,
        "correlation_id": cause.request_id,
        "causation_id": cause.causation_id,
        "actor": cause.actor,
        "traceparent": cause.traceparent,
        "data": data_of(event),
    }


def data_of(event: Event) -> dict[str, object]:
    """An event's fields as its `data`; nested dataclasses are encoded as objects."""
    return {field.name: getattr(event, field.name) for field in fields(event)}
