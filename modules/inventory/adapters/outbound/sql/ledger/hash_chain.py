"""The hash-chain verifier: recomputes every hash in the database, in batches of SKUs.

It duplicates the canonical text of an entry in SQL; a test compares both.
"""

from modules.inventory.domain.ledger import GENESIS_HASH, ChainDefect
from modules.inventory.ports.ledger_queries import LedgerVerification
from shared.infra.sql.transaction import SqlReading

SKU_BATCH_SIZE = 200

_SKUS = """
    SELECT DISTINCT sku FROM inventory.ledger WHERE sku > $1 AND ($3::text IS NULL OR sku = $3)
    ORDER BY sku LIMIT $2
"""

_MEASURED = "coalesce(char_length({0}) || ':' || {0}, '-')"
_CANONICAL = " || '|' || ".join(
    [
        "concat_ws('|', sku, location_code, seq, kind, on_hand_delta, reserved_delta, unavailable_delta, "
        "on_hand, reserved, unavailable, coalesce(order_id::text, '-'), (extract(epoch FROM at) * 1000000)::bigint)",
        *(_MEASURED.format(name) for name in ("reason", "reference", "actor", "request_id")),
        "encode(prev_hash, 'hex')",
    ]
)

_VERIFY = f"""
    WITH entries AS (
        SELECT *, row_number() OVER chain AS expected_seq,
            lag(e.hash, 1, $2::bytea) OVER chain AS expected_prev,
            lag(e.on_hand, 1, 0::bigint) OVER chain AS had,
            lag(e.reserved, 1, 0::bigint) OVER chain AS had_reserved,
            lag(e.unavailable, 1, 0::bigint) OVER chain AS had_unavailable
        FROM inventory.ledger e
        WHERE sku = ANY($1::text[]) AND ($3::text IS NULL OR location_code = $3)
        WINDOW chain AS (PARTITION BY sku, location_code ORDER BY seq)
    ), judged AS (
        SELECT sku, location_code, seq, CASE
            WHEN seq <> expected_seq THEN 'sequence'
            WHEN prev_hash <> expected_prev THEN 'prev_hash'
            WHEN hash <> sha256(convert_to({_CANONICAL}, 'UTF8')) THEN 'hash'
            WHEN had + on_hand_delta <> on_hand OR had_reserved + reserved_delta <> reserved
                OR had_unavailable + unavailable_delta <> unavailable THEN 'balance'
        END AS problem
        FROM entries
    )
    SELECT sku, location_code, count(*), min(seq) FILTER (WHERE problem IS NOT NULL),
        (array_agg(problem ORDER BY seq) FILTER (WHERE problem IS NOT NULL))[1]
    FROM judged GROUP BY sku, location_code ORDER BY sku, location_code
"""  # noqa: S608 constants only


async def verify_chains(
    reading: SqlReading, sku: str | None = None, location_code: str | None = None
) -> LedgerVerification:
    """Verify the chains, optionally of one SKU or location."""
    chains = entries = 0
    defects: list[ChainDefect] = []
    after = ""
    while skus := [row[0] for row in await reading.fetch(_SKUS, after, SKU_BATCH_SIZE, sku)]:
        for chain_sku, code, count, seq, problem in await reading.fetch(_VERIFY, skus, GENESIS_HASH, location_code):
            chains, entries = chains + 1, entries + count
            if problem:
                defects.append(ChainDefect(sku=chain_sku, location_code=code, seq=seq, problem=problem))
        after = skus[-1]
    return LedgerVerification(chains, entries, defects)
