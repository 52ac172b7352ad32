"""Create an API key for a program that acts for a user."""

from dataclasses import dataclass, field
from datetime import datetime

from modules.users.application.api_keys.api_key_query_service import scopes_to_manage_keys
from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.secret import KeySecret
from modules.users.ports.unit_of_work import Begin
from modules.users.public import UserPolicy
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """A new key with its secret, which is shown only once."""

    key: ApiKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApiKeyCommand(Command[CreatedKey]):
    """`expires_at` None: no expiry. `rate_limit` None: the default for API clients."""

    name: str
    scopes: frozenset[str]
    rate_limit: str | None = None
    expires_at: datetime | None = None


class CreateApiKey:
    """A key has only scopes that its owner holds, and is deleted with its owner.

    An API key needs `system:admin` to create keys; otherwise a stolen key could outlive its
    own deletion. Raises Forbidden and Invalid.
    """

    def __init__(self, begin: Begin, policy: UserPolicy, scopes: ScopeCatalog) -> None:
        self._begin = begin
        self._scopes = scopes
        self._policy = policy

    async def __call__(self, command: CreateApiKeyCommand) -> CreatedKey:
        principal = command.principal
        if needed := scopes_to_manage_keys(principal):
            principal.require_all({*needed, *(command.scopes & self._scopes.names)})
        if principal.owner_id is None:
            raise NotFound("user")
        new = NewApiKey(
            owner_id=principal.owner_id,
            name=command.name,
            scopes=command.scopes,
            rate_limit=command.rate_limit,
            expires_at=command.expires_at,
        )
        async with self._begin(command) as work:
            new.check(work.tx.now, self._scopes)
            principal.require_all(command.scopes)
            secret = KeySecret.new(self._policy.key_prefix)
            key = await work.keys.add(new, secret, work.tx.now)
            granted = {"owner_id": key.owner_id, "scopes": sorted(key.scopes), "rate_limit": key.rate_limit}
            work.tx.audit(
                AuditEntry("api_key.created", resource=f"api_key:{key.id}", metadata=command.metadata, changes=granted)
            )
            created = CreatedKey(key, secret.text)
            await work.commit(created)
        return created
