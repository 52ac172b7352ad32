"""Doctor checks of the users module."""

from collections.abc import Sequence

from modules.users.ports.integrity import Integrity
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction


def checks(integrity: Integrity) -> list[Check]:
    async def one_refresh_token(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"session:{session}", f"has {tokens} valid refresh tokens")
            for session, tokens in await integrity.list_sessions_with_several_tokens(tx)
        ]

    async def one_reset_token(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"user:{user}", "has more than one password reset token, or one that is valid for too long")
            for user in await integrity.list_users_with_invalid_reset_tokens(tx)
        ]

    async def canonical_emails(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"user:{user}", "the stored canonical e-mail address is not the canonical form of the address")
            for user in await integrity.list_users_with_non_canonical_email(tx)
        ]

    return [
        Check("users.one_refresh_token", "a session has at most one valid refresh token", one_refresh_token),
        Check(
            "users.one_reset_token",
            "a user has at most one password reset token, valid for half an hour",
            one_reset_token,
        ),
        Check("users.canonical_email", "e-mail addresses are compared in their canonical form", canonical_emails),
    ]
