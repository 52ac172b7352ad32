"""SQL of this module's doctor checks."""

from collections.abc import Sequence

from modules.users.domain.email import Email
from modules.users.public import UserPolicy
from shared.infra.sql.transaction import sql
from shared.kernel.errors import Invalid
from shared.kernel.transaction import Transaction

_SEVERAL_TOKENS = """
    SELECT t.session_id, count(*) AS tokens
    FROM users.refresh_tokens t JOIN users.sessions s ON s.id = t.session_id
    WHERE t.used_at IS NULL AND t.revoked_at IS NULL AND s.revoked_at IS NULL
    GROUP BY t.session_id HAVING count(*) > 1 ORDER BY t.session_id LIMIT 100
"""

_INVALID_RESET_TOKENS = """
    SELECT user_id FROM users.password_resets WHERE digest IS NOT NULL
    GROUP BY user_id HAVING count(*) > 1 OR max(expires_at) > $1::timestamptz + $2::interval ORDER BY user_id LIMIT 100
"""

_EMAILS = "SELECT id, email, email_canonical FROM users.users WHERE id > $1 ORDER BY id LIMIT $2"
_BATCH_SIZE = 1000
"""Batch size of addresses compared in Python, so that the event loop is not blocked for long."""

_MAX_ENTRIES = 100


class SqlIntegrity:
    """Implements the port `Integrity`."""

    def __init__(self, policy: UserPolicy) -> None:
        self._policy = policy

    async def list_sessions_with_several_tokens(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        return [(row["session_id"], row["tokens"]) for row in await sql(tx).fetch(_SEVERAL_TOKENS)]

    async def list_users_with_invalid_reset_tokens(self, tx: Transaction) -> Sequence[int]:
        rows = await sql(tx).fetch(_INVALID_RESET_TOKENS, tx.now, self._policy.reset_for)
        return [row["user_id"] for row in rows]

    async def list_users_with_non_canonical_email(self, tx: Transaction) -> Sequence[int]:
        found: list[int] = []
        last = 0
        while len(found) < _MAX_ENTRIES and (rows := await sql(tx).fetch(_EMAILS, last, _BATCH_SIZE)):
            found += [row["id"] for row in rows if _canonical(row["email"]) != row["email_canonical"]]
            last = rows[-1]["id"]
        return found[:_MAX_ENTRIES]


def _canonical(address: str) -> str | None:
    try:
        return Email.parse(address).canonical
    except Invalid:
        return None
