"""Change a known password."""

from dataclasses import dataclass, field

from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.verify_password import verify_password
from modules.users.domain.errors import invalid_credentials
from modules.users.domain.password import validate_password
from modules.users.domain.user import User
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Reply
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ChangePasswordCommand:
    principal: Principal
    cause: EventMetadata
    current: str = field(repr=False)
    new: str = field(repr=False)


class ChangePassword:
    """Ends all sessions except the caller's. Raises Invalid; Unauthenticated `invalid_credentials`."""

    def __init__(self, begin: Begin, hasher: PasswordHasher, replace: ReplacePassword) -> None:
        self._begin = begin
        self._hasher = hasher
        self._replace = replace

    async def __call__(self, command: ChangePasswordCommand, reply: Reply[User] | None = None) -> User:
        new = validate_password(command.new, "/new_password")
        known_hash = await self._known_hash(command.principal, reply)
        if not (await verify_password(self._hasher, command.current, known_hash)).matches:
            raise invalid_credentials()
        new_hash = await self._hasher.hash(new)
        principal = command.principal
        async with self._begin(reply.claim if reply else None) as work:
            user = await work.users.get_for_update(principal.owner_id) if principal.owner_id else None
            if user is None or user.password_hash != known_hash:
                raise invalid_credentials()
            await self._replace(work, user, new_hash, command.cause, "changed", principal.session_id)
            await work.commit(reply, user)
        return user

    async def _known_hash(self, principal: Principal, reply: Reply[User] | None) -> str | None:
        """Read the hash before the slow hashing, which holds no connection. A repeated request is answered here."""
        async with self._begin(reply.claim if reply else None) as work:
            ids = [] if principal.owner_id is None else [principal.owner_id]
            found = await work.users.get_by_ids(ids)
        return next((user.password_hash for user in found.values()), None)
