"""Promises of this module that doctor holds against its data."""

from collections.abc import Sequence

from modules.users.ports.integrity import Integrity
from shared.kernel.module import Check, Violation
from shared.kernel.transaction import Transaction


def checks(integrity: Integrity) -> list[Check]:
    async def one_chain(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"session:{session}", f"{tokens} refresh tokens open it")
            for session, tokens in await integrity.forked_sessions(tx)
        ]

    async def one_reset(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"user:{user}", "more than one token sets the password, or one for too long")
            for user in await integrity.loose_resets(tx)
        ]

    async def one_spelling(tx: Transaction) -> Sequence[Violation]:
        return [
            Violation(f"user:{user}", "the compared e-mail address is not the canonical form of the given one")
            for user in await integrity.respelled_users(tx)
        ]

    return [
        Check("users.one_refresh_token", "at most one refresh token opens a session", one_chain),
        Check("users.one_reset_token", "at most one token sets a user's password, for half an hour", one_reset),
        Check("users.canonical_email", "e-mail addresses are compared in their canonical form", one_spelling),
    ]
