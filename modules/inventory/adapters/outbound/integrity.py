"""The SQL behind this module's checks."""

from collections.abc import Sequence

from modules.inventory.adapters.outbound.chains import walk
from shared.infra.sql.transaction import sql
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_MOST = 100

_OFF_LEDGER = """
    SELECT l.sku, l.location_code, CASE
        WHEN (l.on_hand, l.reserved, l.unavailable) <> (s.on_hand, s.reserved, s.unavailable)
            THEN 'is not the sum of its ledger entries'
        ELSE 'does not name its last ledger entry' END AS problem
    FROM inventory.stock_levels l
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(on_hand_delta), 0) AS on_hand, coalesce(sum(reserved_delta), 0) AS reserved,
            coalesce(sum(unavailable_delta), 0) AS unavailable
        FROM inventory.ledger e WHERE e.sku = l.sku AND e.location_code = l.location_code
    ) s
    LEFT JOIN LATERAL (
        SELECT seq, hash, on_hand, reserved, unavailable FROM inventory.ledger e
        WHERE e.sku = l.sku AND e.location_code = l.location_code ORDER BY seq DESC LIMIT 1
    ) last ON true
    WHERE (l.on_hand, l.reserved, l.unavailable) <> (s.on_hand, s.reserved, s.unavailable)
        OR l.ledger_seq <> coalesce(last.seq, 0)
        OR (last.seq IS NOT NULL AND (l.ledger_hash, l.on_hand, l.reserved, l.unavailable)
            <> (last.hash, last.on_hand, last.reserved, last.unavailable))
    ORDER BY l.sku, l.location_code LIMIT $1
"""

_HOMELESS = """
    SELECT DISTINCT e.sku, e.location_code, 'has ledger entries and no level' AS problem
    FROM inventory.ledger e LEFT JOIN inventory.stock_levels l USING (sku, location_code)
    WHERE l.sku IS NULL ORDER BY 1, 2 LIMIT $1
"""

_OFF_RESERVATIONS = """
    SELECT coalesce(l.sku, r.sku) AS sku, coalesce(l.location_code, r.place) AS location_code,
        format('has %s reserved and %s waited for, reservations say %s and %s',
            coalesce(l.reserved, 0), coalesce(l.waiting, 0), coalesce(r.reserved, 0), coalesce(r.waiting, 0)) AS problem
    FROM inventory.stock_levels l
    FULL JOIN (
        SELECT sku, coalesce(location_code, 'MAIN') AS place,
            coalesce(sum(quantity) FILTER (WHERE state <> 'waiting'), 0) AS reserved,
            coalesce(sum(quantity) FILTER (WHERE state = 'waiting'), 0) AS waiting
        FROM inventory.reservations WHERE state IN ('held', 'committed', 'waiting') GROUP BY 1, 2
    ) r ON r.sku = l.sku AND r.place = l.location_code
    WHERE coalesce(l.reserved, 0) <> coalesce(r.reserved, 0) OR coalesce(l.waiting, 0) <> coalesce(r.waiting, 0)
    ORDER BY 1, 2 LIMIT $1
"""

_FORGOTTEN = """
    SELECT order_id, min(expires_at) AS expired_at FROM inventory.reservations
    WHERE committed_at IS NULL AND state IN ('held', 'waiting') AND NOT pinned
        AND expires_at < $2::timestamptz - interval '15 minutes'
    GROUP BY order_id ORDER BY order_id LIMIT $1
"""

_IMPOSSIBLE = """
    SELECT sku, location_code, 'promises more than there is, or less than nothing' AS problem
    FROM inventory.stock_levels
    WHERE NOT (reserved >= 0 AND unavailable >= 0 AND waiting >= 0 AND reserved + unavailable <= on_hand)
    ORDER BY sku, location_code LIMIT $1
"""


class SqlIntegrity:
    """Implements the port `Integrity`; each answer names the first hundred."""

    async def levels_off_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        return [*await _levels(snapshot, _OFF_LEDGER), *await _levels(snapshot, _HOMELESS)]

    async def levels_off_reservations(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _levels(snapshot, _OFF_RESERVATIONS)

    async def broken_chains(self, snapshot: Transaction) -> Sequence[Violation]:
        verdict = await walk(sql(snapshot))
        return [
            Violation(f"ledger {flaw.sku}/{flaw.location_code} entry {flaw.seq}", f"its {flaw.problem} is wrong")
            for flaw in verdict.flaws[:_MOST]
        ]

    async def forgotten_holds(self, snapshot: Transaction) -> Sequence[Violation]:
        rows = await sql(snapshot).fetch(_FORGOTTEN, _MOST, snapshot.now)
        return [Violation(f"order {row['order_id']}", f"holds stock since {row['expired_at']:%FT%TZ}") for row in rows]

    async def impossible_levels(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _levels(snapshot, _IMPOSSIBLE)


async def _levels(snapshot: Transaction, statement: str) -> list[Violation]:
    rows = await sql(snapshot).fetch(statement, _MOST)
    return [Violation(f"level {row['sku']}/{row['location_code']}", row["problem"]) for row in rows]
