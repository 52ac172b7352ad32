"""The two SQL statements that claim deliveries.

The first locks the endpoints and skips those locked by another sender, so that no sender
counts an endpoint's leased deliveries while another adds to them. The second sees all
commits up to then.

First attempts of one aggregate's messages to an endpoint start in sequence: each waits until
the first attempt of every earlier message has ended, with any outcome. Retries do not wait.
"""

from modules.webhooks.adapters.outbound.sql.rows import ENDPOINT
from shared.infra.messaging.deliveries.lease_holders import is_orphaned
from shared.infra.messaging.queries.events import event_column


def _is_free(row: str, now: str) -> str:
    """SQL condition: no sender holds the delivery, as its lease has expired or its sender has died."""
    return f"({row}.leased_until IS NULL OR {row}.leased_until <= {now} OR {is_orphaned(row)})"


READY = f"""
    SELECT e.id FROM webhooks.endpoints e
    WHERE e.active AND EXISTS (
        SELECT 1 FROM webhooks.deliveries d
        WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.due_at <= $1 AND {_is_free("d", "$1")}
    )
    ORDER BY e.id FOR NO KEY UPDATE SKIP LOCKED
"""  # noqa: S608 constants only

_OF_ENDPOINT = ", ".join(f"e.{name} AS e_{name}" for name in ENDPOINT.split(", "))

CLAIM = f"""
    WITH due AS MATERIALIZED (
        SELECT d.id, d.due_at, e.failing_since IS NOT NULL AS failing,
               row_number() OVER (PARTITION BY e.failing_since IS NOT NULL ORDER BY d.due_at, d.id) AS place
        FROM webhooks.endpoints e CROSS JOIN LATERAL (
            SELECT id, due_at FROM webhooks.deliveries own
            WHERE endpoint_id = e.id AND status = 'pending' AND due_at <= $2 AND {_is_free("own", "$2")}
              AND (attempts > 0 OR NOT EXISTS (
                  SELECT 1 FROM webhooks.deliveries earlier
                  WHERE earlier.endpoint_id = e.id AND earlier.status = 'pending' AND earlier.origin = own.origin
                    AND earlier.aggregate_type = own.aggregate_type AND earlier.aggregate_id = own.aggregate_id
                    AND earlier.sequence < own.sequence
                    AND (earlier.attempts = 0 OR (earlier.attempts = 1 AND NOT {_is_free("earlier", "$2")}))
              ))
            ORDER BY due_at, id
            LIMIT greatest(0, $3::bigint - (
                SELECT count(*) FROM webhooks.deliveries w
                WHERE w.endpoint_id = e.id AND w.status = 'pending' AND w.leased_until > $2 AND NOT {is_orphaned("w")}
            ))
        ) d
        WHERE e.id = ANY($1::bigint[]) AND e.active
    ), chosen AS MATERIALIZED (
        SELECT id FROM due WHERE NOT failing OR place <= $5::bigint ORDER BY failing, due_at, id LIMIT $4::bigint
    )
    UPDATE webhooks.deliveries d SET attempts = d.attempts + 1, leased_until = $6, held_by = $7
    FROM chosen, webhooks.endpoints e
    WHERE d.id = chosen.id AND e.id = d.endpoint_id
    RETURNING d.*, {_OF_ENDPOINT},
              {event_column("correlation_id", "d.event_id")} AS request_id,
              {event_column("traceparent", "d.event_id")} AS traceparent
"""  # noqa: S608 constants only
