"""The transactional outbox: events are written with their effect, and a delivery for each registered consumer."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.infra.sql.bulk.bulk_writer import StatementPart
from shared.infra.sql.bulk.pg_array import documents, numbers, texts
from shared.infra.tracing.spans import Attributes, Kind, StartedSpan, tracer
from shared.kernel.events import Event, OutgoingEvent

_EVENTS = """
    INSERT INTO platform.events (id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at,
        correlation_id, causation_id, actor, traceparent, data, xid)
    SELECT v.id, v.type, v.schema_version, v.aggregate_type, v.aggregate_id, v.sequence, {{6}}::timestamptz,
        v.correlation_id, v.causation_id, v.actor, v.traceparent, v.data, {position}
    FROM unnest({{0}}::uuid[], {{1}}::text::text[], {{2}}::text::smallint[], {{3}}::text::text[], {{4}}::text::text[],
        {{5}}::text::int[], {{7}}::text::text[], {{8}}::uuid[], {{9}}::text::text[],
        {{10}}::text::text[], {{11}}::text::jsonb[], {{12}}::text::int[])
        AS v(id, type, schema_version, aggregate_type, aggregate_id, sequence,
            correlation_id, causation_id, actor, traceparent, data, previous)
    RETURNING id, type, occurred_at
"""
_FIRST_EVENTS = _EVENTS.format(position="pg_current_xact_id()")
_LATER_EVENTS = _EVENTS.format(
    position="""
        greatest(pg_current_xact_id(), CASE WHEN v.previous > 0 THEN (
            SELECT p.xid FROM platform.events p
            WHERE p.aggregate_type = v.aggregate_type AND p.aggregate_id = v.aggregate_id AND p.sequence = v.previous
              AND p.id >= {13}::uuid
        ) END)"""
)
"""Events with their position in the feed: their transaction, or the position of their aggregate's previous event if
that is greater.

A transaction's id is assigned before it gets the aggregate's lock, so a later event may have a smaller id. The position
of the previous event was visible to the transaction that counted it, so it is visible to this later statement. Events
of one statement do not see each other: they use the last event before all of them, `previous`, and share a position, in
which their sequence decides. Only partitions of the last days are read: the positions of older events are smaller than
the id of any running transaction.
"""
MAX_SKEW = timedelta(days=1)
"""The time in an event's id and that of its commit differ by less: by clocks, and by the longest transaction."""

_DELIVERIES = """
    INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at)
    SELECT e.id, c.consumer, e.occurred_at, e.occurred_at
    FROM {previous} e JOIN platform.consumers c ON c.event_type IN (e.type, '*')
    ON CONFLICT DO NOTHING
"""


class Outbox:
    def __init__(self) -> None:
        self._recorded: list[tuple[UUID, OutgoingEvent]] = []

    def __bool__(self) -> bool:
        return bool(self._recorded)

    @property
    def types(self) -> list[str]:
        """The types of the pending events, in their order."""
        return [recorded.event.type for _, recorded in self._recorded]

    def trace(self) -> list[StartedSpan]:
        """Continue the trace of each event's metadata; returns the spans of their creation, to be ended after the
        commit.
        """
        active = tracer()
        if active is None:
            return []
        begun: list[StartedSpan] = []
        for place, (id_, recorded) in enumerate(self._recorded):
            metadata, attributes = recorded.metadata, _span_attributes(id_, recorded)
            span = active.start_span(f"create {recorded.event.type}", Kind.PRODUCER, attributes, metadata.traceparent)
            self._recorded[place] = id_, replace(recorded, metadata=replace(metadata, traceparent=span.traceparent))
            begun.append(span)
        return begun

    def add(self, recorded: OutgoingEvent) -> None:
        self._recorded.append((uuid7(), recorded))

    def take(self, now: datetime) -> Sequence[StatementPart]:
        """The parts of a statement that write the events and their deliveries; no event is pending afterwards.

        Consumers are read from the database, so that an older program also delivers to a newer consumer.
        """
        if not self._recorded:
            return ()
        ids = [id_ for id_, _ in self._recorded]
        types, recorded, self._recorded = self.types, [each for _, each in self._recorded], []
        previous = _previous(recorded)
        columns = (*_columns(ids, types, recorded, now), numbers(previous))
        written = (
            (_LATER_EVENTS, (*columns, earliest_concurrent(min(ids)))) if any(previous) else (_FIRST_EVENTS, columns)
        )
        return [written, (_DELIVERIES, ())]


def _span_attributes(id_: UUID, recorded: OutgoingEvent) -> Attributes:
    return {
        "messaging.system": "tradepost",
        "messaging.operation.name": "create",
        "messaging.operation.type": "create",
        "messaging.destination.name": recorded.event.type,
        "messaging.message.id": str(id_),
        "tradepost.request_id": recorded.metadata.request_id,
    }


def _columns(
    ids: Sequence[UUID], types: Sequence[str], recorded: Sequence[OutgoingEvent], now: datetime
) -> Sequence[object]:
    causes = [each.metadata for each in recorded]
    return (
        ids,
        texts(types),
        numbers([each.event.schema_version for each in recorded]),
        texts([each.event.aggregate_type for each in recorded]),
        texts([each.aggregate_id for each in recorded]),
        numbers([each.sequence for each in recorded]),
        now,
        texts([metadata.request_id for metadata in causes]),
        [metadata.causation_id for metadata in causes],
        texts([metadata.actor for metadata in causes]),
        texts([metadata.traceparent for metadata in causes]),
        documents([event_data(each.event) for each in recorded]),
    )


def _previous(recorded: Sequence[OutgoingEvent]) -> Sequence[int]:
    """For each event, the sequence of its aggregate's last event before all of these."""
    first: dict[tuple[str, str], int] = {}
    for each in recorded:
        aggregate = (each.event.aggregate_type, each.aggregate_id)
        first[aggregate] = min(each.sequence, first.get(aggregate, each.sequence))
    return [first[each.event.aggregate_type, each.aggregate_id] - 1 for each in recorded]


def event_data(event: Event) -> dict[str, object]:
    """An event's fields as its `data`; nested dataclasses are encoded as objects."""
    return {field.name: getattr(event, field.name) for field in fields(event)}


def first_id_at(time: datetime) -> UUID:
    """The smallest id of that millisecond. Ids are UUIDv7: those of a period are a range, which selects partitions."""
    return UUID(int=max(0, int(time.timestamp() * 1000)) << 80)


def earliest_concurrent(event_id: UUID) -> UUID:
    """The smallest id of events whose transaction may still have run when this one was recorded."""
    milliseconds = (event_id.int >> 80) - int(MAX_SKEW.total_seconds() * 1000)
    return UUID(int=max(0, milliseconds) << 80)
