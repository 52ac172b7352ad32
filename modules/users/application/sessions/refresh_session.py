"""Refresh a session."""

from dataclasses import dataclass, field

from modules.users.application.sessions.issue_tokens import Issued, IssueTokens
from modules.users.domain.errors import invalid_credentials, refresh_reused
from modules.users.domain.secret import digest
from modules.users.domain.session import Rotation
from modules.users.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSessionCommand(Command[Issued]):
    refresh_token: str = field(repr=False)
    scopes: frozenset[str] | None = None


class RefreshSession:
    """A refresh token works once. Its reuse ends the session: Unauthenticated `refresh_reused`.

    A browser may refresh twice in parallel: one repeat within ten seconds gets a new successor,
    and the first successor is revoked if it has not been used.
    Any other invalid token raises `invalid_credentials`.
    """

    def __init__(self, begin: Begin, issue: IssueTokens) -> None:
        self._begin = begin
        self._issue = issue

    async def __call__(self, command: RefreshSessionCommand) -> Issued:
        async with self._begin(command) as work:
            rotation = await self._rotation(work, command)
            issued = None if rotation is None else await self._issue_next(work, rotation, command.scopes)
            if issued is not None:
                await work.commit(issued)
                return issued
            await work.commit_without_response()
        raise refresh_reused()

    async def _issue_next(self, work: UnitOfWork, rotation: Rotation, scopes: frozenset[str] | None) -> Issued:
        user = (await work.users.get_by_ids([rotation.user_id])).get(rotation.user_id)
        if user is None or not user.is_active:
            raise invalid_credentials()
        return await self._issue.for_rotation(work, user, rotation, scopes)

    async def _rotation(self, work: UnitOfWork, command: RefreshSessionCommand) -> Rotation | None:
        """Return the rotation for the next tokens; None if the token was reused and its session has been ended."""
        now, hashed = work.tx.now, digest(command.refresh_token)
        if rotation := await work.sessions.use(hashed, now):
            return rotation
        spent = await work.sessions.get_spent(hashed, now)
        if spent is None or not spent.is_live:
            raise invalid_credentials()
        if spent.may_repeat(now) and await work.sessions.repeat(spent.rotation.token_id, now):
            return spent.rotation
        await self._end(work, spent.rotation, command.metadata)
        return None

    async def _end(self, work: UnitOfWork, rotation: Rotation, metadata: EventMetadata) -> None:
        if await work.sessions.revoke_reused(rotation, work.tx.now, metadata):
            session = f"session:{rotation.session_id}"
            work.tx.audit(
                AuditEntry(
                    "session.reuse_detected", resource=session, metadata=metadata, changes={"user_id": rotation.user_id}
                )
            )
