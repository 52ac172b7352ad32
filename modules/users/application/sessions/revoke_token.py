"""Revoke a token (RFC 7009)."""

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.domain.errors import unsupported_token_type
from modules.users.domain.secret import digest
from modules.users.ports.access_tokens import AccessTokens
from modules.users.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.errors import Unauthenticated


class RevokeToken:
    """Ends the session of an access or a refresh token, and with it all its tokens (RFC 7009).

    Possession of the token suffices. An invalid token is ignored. Raises
    Invalid `unsupported_token_type` for API keys and the tokens of clients.
    """

    def __init__(self, begin: Begin, tokens: AccessTokens, authenticate: Authenticate) -> None:
        self._begin = begin
        self._tokens = tokens
        self._authenticate = authenticate

    async def __call__(self, token: str) -> None:
        async with self._begin() as work:
            session_id = await self._session_of(work, token)
            if session_id is not None and await work.sessions.revoke(session_id, work.tx.now):
                work.tx.after_commit(self._authenticate.invalidate)
                await work.commit()

    async def _session_of(self, work: UnitOfWork, token: str) -> int | None:
        if token.startswith("sk_"):
            raise unsupported_token_type()
        try:
            access = self._tokens.read(token)
        except Unauthenticated:
            return await work.sessions.get_session_id(digest(token))
        if access.session_id is None:
            raise unsupported_token_type()
        return access.session_id
