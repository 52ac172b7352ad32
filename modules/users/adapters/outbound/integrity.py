"""The SQL behind this module's checks."""

from collections.abc import Sequence

from modules.users.domain.email import Email
from shared.infra.sql.transaction import sql
from shared.kernel.errors import Invalid
from shared.kernel.transaction import Transaction

_FORKED = """
    SELECT t.session_id, count(*) AS tokens
    FROM users.refresh_tokens t JOIN users.sessions s ON s.id = t.session_id
    WHERE t.used_at IS NULL AND t.revoked_at IS NULL AND s.revoked_at IS NULL
    GROUP BY t.session_id HAVING count(*) > 1 ORDER BY t.session_id LIMIT 100
"""


class SqlIntegrity:
    """Implements the port `Integrity`."""

    async def forked_sessions(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        return [(row["session_id"], row["tokens"]) for row in await sql(tx).fetch(_FORKED)]

    async def respelled_users(self, tx: Transaction) -> Sequence[int]:
        rows = await sql(tx).fetch("SELECT id, email, email_canonical FROM users.users ORDER BY id")
        return [row["id"] for row in rows if _canonical(row["email"]) != row["email_canonical"]]


def _canonical(address: str) -> str | None:
    try:
        return Email.parse(address).canonical
    except Invalid:
        return None
