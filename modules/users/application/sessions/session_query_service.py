"""Read the caller's sessions."""

from modules.users.domain.session import Session
from modules.users.ports.sessions import SessionQueries
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal


class SessionQueryService:
    """Reads active sessions of the caller. API clients have none."""

    def __init__(self, queries: SessionQueries) -> None:
        self._queries = queries

    async def get_session(self, principal: Principal, session_id: int) -> Session:
        """Raise NotFound unless the session belongs to the principal."""
        user_id = principal.user_id
        session = None if user_id is None else await self._queries.get_by_id(session_id, user_id)
        if session is None:
            raise NotFound("session")
        return session

    async def list_sessions(self, principal: Principal, wanted: PageRequest) -> Page[Session]:
        user_id = principal.user_id
        if user_id is None:
            return Page([], next_after=None, total=0 if wanted.with_total else None)
        return await self._queries.list_page(wanted, user_id)
