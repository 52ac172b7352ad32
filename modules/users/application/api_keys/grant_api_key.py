"""Create an API key for a user from the CLI."""

from dataclasses import dataclass

from modules.users.application.api_keys.create_api_key import CreateApiKey, CreateApiKeyCommand, CreatedKey
from modules.users.domain.login import Login
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.ports.user_queries import UserQueries
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantApiKeyCommand(Command[CreatedKey]):
    """`owner` is an e-mail address or a user name. `scopes` None: all scopes of the owner."""

    owner: str
    name: str
    scopes: frozenset[str] | None
    rate_limit: str | None = None


class GrantApiKey:
    """The key can have only scopes that its owner holds. Raises NotFound, Forbidden, Invalid."""

    def __init__(self, user_queries: UserQueries, create: CreateApiKey, scopes: ScopeCatalog) -> None:
        self._queries = user_queries
        self._create = create
        self._scopes = scopes

    async def __call__(self, command: GrantApiKeyCommand) -> CreatedKey:
        owner = await self._queries.get_by_login(Login.read(command.owner))
        if owner is None or not owner.is_active:
            raise NotFound("user")
        principal = Principal(str(owner.id), "user", self._scopes.of(owner.role), owner_id=owner.id)
        key_request = CreateApiKeyCommand(
            principal=principal,
            metadata=command.metadata,
            name=command.name,
            scopes=principal.scopes if command.scopes is None else command.scopes,
            rate_limit=command.rate_limit,
        )
        return await self._create(key_request)
