"""The SQL of the doctor checks."""

from collections.abc import Sequence

from modules.inventory.adapters.outbound.sql.ledger.hash_chain import verify_chains
from shared.infra.sql.transaction import sql
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_MAX_VIOLATIONS = 100

_LEVELS_UNLIKE_LEDGER = """
    SELECT l.sku, l.location_code, CASE
        WHEN (l.on_hand, l.reserved, l.unavailable) <> (s.on_hand, s.reserved, s.unavailable)
            THEN 'is not the sum of its ledger entries'
        ELSE 'does not refer to its last ledger entry' END AS problem
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

_ENTRIES_WITHOUT_LEVEL = """
    SELECT DISTINCT e.sku, e.location_code, 'has ledger entries and no level' AS problem
    FROM inventory.ledger e LEFT JOIN inventory.stock_levels l USING (sku, location_code)
    WHERE l.sku IS NULL ORDER BY 1, 2 LIMIT $1
"""

_LEVELS_UNLIKE_RESERVATIONS = """
    SELECT coalesce(l.sku, r.sku) AS sku, coalesce(l.location_code, r.place) AS location_code,
        format('has %s reserved and %s backordered, the reservations have %s and %s',
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

_OVERDUE_HOLDS = """
    SELECT order_id, min(expires_at) AS expired_at FROM inventory.reservations
    WHERE committed_at IS NULL AND state IN ('held', 'waiting') AND NOT expiry_suspended
        AND expires_at < $2::timestamptz - interval '15 minutes'
    GROUP BY order_id ORDER BY order_id LIMIT $1
"""

_IMPOSSIBLE = """
    SELECT sku, location_code, 'has more reserved than on hand, or negative figures' AS problem
    FROM inventory.stock_levels
    WHERE NOT (reserved >= 0 AND unavailable >= 0 AND waiting >= 0 AND reserved + unavailable <= on_hand)
    UNION ALL SELECT sku, location_code, 'holds more units than a location can' FROM inventory.stock_levels
    WHERE on_hand > 1000000000
    ORDER BY sku, location_code LIMIT $1
"""

_TRANSFERS_UNLIKE_LEDGER = """
    WITH expected AS (
        SELECT 'transfer:' || t.id AS reference, l.sku, p.location_code, p.kind, p.on_hand, p.unavailable
        FROM inventory.transfers t JOIN inventory.transfer_lines l ON l.transfer_id = t.id
        CROSS JOIN LATERAL (VALUES
            (t.from_location_code, 'transfer_out', -l.shipped, 0::bigint),
            (t.to_location_code, 'transfer_in', l.received + l.damaged, l.damaged)
        ) AS p(location_code, kind, on_hand, unavailable)
        WHERE p.on_hand <> 0
    ), booked AS (
        SELECT reference, sku, location_code, kind, sum(on_hand_delta) AS on_hand,
            sum(unavailable_delta) AS unavailable, sum(reserved_delta) AS reserved
        FROM inventory.ledger WHERE kind IN ('transfer_out', 'transfer_in') GROUP BY 1, 2, 3, 4
    ), states AS (
        SELECT t.id, t.status, sum(l.shipped) AS shipped, sum(l.received + l.damaged) AS received, sum(l.lost) AS lost
        FROM inventory.transfers t LEFT JOIN inventory.transfer_lines l ON l.transfer_id = t.id GROUP BY t.id
    )
    SELECT coalesce(b.reference, t.reference, 'transfer:?') AS transfer,
        format('%s of %s at %s: its lines have %s, the ledger %s', coalesce(t.kind, b.kind), coalesce(t.sku, b.sku),
            coalesce(t.location_code, b.location_code), coalesce(t.on_hand, 0), coalesce(b.on_hand, 0)) AS problem
    FROM expected t FULL JOIN booked b USING (reference, sku, location_code, kind)
    WHERE coalesce(t.on_hand, 0) <> coalesce(b.on_hand, 0)
        OR coalesce(t.unavailable, 0) <> coalesce(b.unavailable, 0) OR b.reserved <> 0
    UNION ALL
    SELECT 'transfer:' || id, format('is %s with %s shipped, %s received and %s lost', status, shipped, received, lost)
    FROM states WHERE (CASE status
        WHEN 'in_transit' THEN shipped > received AND lost = 0
        WHEN 'received' THEN shipped > 0 AND shipped = received
        WHEN 'closed' THEN shipped = received + lost AND lost > 0
        ELSE shipped = 0 END) IS NOT TRUE
    ORDER BY 1, 2 LIMIT $1
"""


_BARCODES = """
    WITH named AS (
        SELECT barcode, p.sku FROM inventory.products p
        CROSS JOIN LATERAL jsonb_array_elements_text(p.barcodes) barcode
    )
    SELECT 'product:' || coalesce(n.sku, b.sku) AS product,
           'its barcode ' || coalesce(n.barcode, b.barcode)
               || CASE WHEN n.sku IS NULL THEN ' is indexed, but the product lacks it' ELSE ' is not indexed' END
               AS problem
    FROM named n FULL JOIN inventory.barcodes b ON b.barcode = n.barcode AND b.sku = n.sku
    WHERE n.sku IS NULL OR b.sku IS NULL ORDER BY 1, 2 LIMIT $1
"""


class SqlIntegrityQueries:
    """Implements the port `IntegrityQueries`; each check returns at most a hundred violations."""

    async def levels_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        return [*await _levels(snapshot, _LEVELS_UNLIKE_LEDGER), *await _levels(snapshot, _ENTRIES_WITHOUT_LEVEL)]

    async def levels_unlike_reservations(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _levels(snapshot, _LEVELS_UNLIKE_RESERVATIONS)

    async def broken_chains(self, snapshot: Transaction) -> Sequence[Violation]:
        verification = await verify_chains(sql(snapshot))
        return [
            Violation(
                f"ledger {defect.sku}/{defect.location_code} entry {defect.seq}", f"its {defect.problem} is invalid"
            )
            for defect in verification.defects[:_MAX_VIOLATIONS]
        ]

    async def overdue_holds(self, snapshot: Transaction) -> Sequence[Violation]:
        rows = await sql(snapshot).fetch(_OVERDUE_HOLDS, _MAX_VIOLATIONS, snapshot.now)
        return [Violation(f"order:{row['order_id']}", f"holds stock since {row['expired_at']:%FT%TZ}") for row in rows]

    async def transfers_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        return [
            Violation(row["transfer"], row["problem"])
            for row in await sql(snapshot).fetch(_TRANSFERS_UNLIKE_LEDGER, _MAX_VIOLATIONS)
        ]

    async def wrong_barcodes(self, snapshot: Transaction) -> Sequence[Violation]:
        return [
            Violation(row["product"], row["problem"]) for row in await sql(snapshot).fetch(_BARCODES, _MAX_VIOLATIONS)
        ]

    async def impossible_levels(self, snapshot: Transaction) -> Sequence[Violation]:
        return await _levels(snapshot, _IMPOSSIBLE)


async def _levels(snapshot: Transaction, statement: str) -> list[Violation]:
    rows = await sql(snapshot).fetch(statement, _MAX_VIOLATIONS)
    return [Violation(f"level:{row['sku']}/{row['location_code']}", row["problem"]) for row in rows]
