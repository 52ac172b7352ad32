"""Replace a user's password, with the consequences for sessions and tokens."""

from typing import Literal

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import UnitOfWork
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


class ReplacePassword:
    """Ends sessions that started with the old password and invalidates password reset tokens."""

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate

    async def __call__(
        self,
        work: UnitOfWork,
        user: User,
        password_hash: str,
        metadata: EventMetadata,
        how: Literal["changed", "reset"],
        except_session: int | None = None,
    ) -> None:
        """`user` is locked by the unit of work, which the caller commits."""
        user.set_password_hash(password_hash, metadata)
        work.tx.audit(AuditEntry(f"user.password_{how}", resource=user.name, metadata=metadata))
        await work.users.save(user)
        await work.sessions.revoke_all(user.id, work.tx.now, except_session)
        await work.resets.delete_for_user(user.id)
        work.tx.after_commit(self._authenticate.invalidate)
