"""Issue an access token to an API client."""

from dataclasses import dataclass, field

from modules.users.application.authentication.authenticate import client_principal
from modules.users.application.sessions.issue_tokens import Issued
from modules.users.domain.errors import invalid_credentials
from modules.users.domain.scope import limit_scopes
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.secret import KeySecret
from modules.users.ports.access_tokens import AccessToken, AccessTokens
from modules.users.ports.identities import IdentityQueries
from modules.users.public import UserPolicy
from shared.kernel.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class IssueClientTokenCommand:
    """`key_id` is the API key's id."""

    key_id: int
    secret: str = field(repr=False)
    scopes: frozenset[str] | None = None


class IssueClientToken:
    """Raises Unauthenticated `invalid_credentials` for any failure."""

    def __init__(
        self, identities: IdentityQueries, tokens: AccessTokens, policy: UserPolicy, scopes: ScopeCatalog
    ) -> None:
        self._identities = identities
        self._tokens = tokens
        self._policy = policy
        self._scopes = scopes

    async def __call__(self, credentials: IssueClientTokenCommand) -> Issued:
        secret = KeySecret.read(credentials.secret)
        status = await self._identities.get_client(credentials.key_id)
        if secret is None or status is None or not secret.matches(status.key.secret_digest):
            raise invalid_credentials()
        try:
            principal = client_principal(status, self._scopes)
        except Unauthenticated as error:
            raise invalid_credentials() from error
        granted = limit_scopes(principal.scopes, credentials.scopes)
        limit = None if credentials.scopes is None else granted
        token = self._tokens.issue(AccessToken(principal.name, None, limit), status.as_of)
        return Issued(
            access_token=token,
            expires_in=int(self._policy.access_for.total_seconds()),
            refresh_token=None,
            scopes=granted,
        )
