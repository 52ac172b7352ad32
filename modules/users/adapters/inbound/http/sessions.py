"""`/v1/auth/sessions`: the caller's sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import SignedIn, SignedInCommand
from modules.users.application.sessions.end_session import EndSession, EndSessionCommand
from modules.users.application.sessions.end_sessions import EndSessions, EndSessionsCommand
from modules.users.application.sessions.session_query_service import SessionQueryService
from modules.users.domain.session import Session
from modules.users.ports.sessions import SORTS
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import OutModel, PathId
from shared.infra.http.responses.rendered import no_content, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.principal import Principal

Page = Annotated[PageParameters, Depends(ListEndpoint("sessions", SORTS, ("-created_at",)))]


class SessionOut(OutModel):
    """A sign-in of a user on one device."""

    id: int
    created_at: datetime
    last_used_at: datetime = Field(description="Time of the sign-in or of the last refresh.")
    expires_at: datetime = Field(description="Latest end of the session, however it is used.")
    scope: str | None = Field(description="Scopes requested at sign-in; null if the session is not limited.")
    user_agent: str | None = Field(description="User agent of the sign-in request.")
    current: bool = Field(description="Whether this request uses the session.")


class SessionRoutes(RouteClass, prefix="/v1/auth/sessions", tags=["auth"]):
    def __init__(
        self,
        *,
        queries: SessionQueryService,
        end_session: EndSession,
        end_sessions: EndSessions,
    ) -> None:
        self._queries = queries
        self._end_session = end_session
        self._end_sessions = end_sessions

    @route.get("", operation_id="list_sessions", summary="List your sessions", response_model=PageOut[SessionOut])
    async def list_all(self, page: Page, principal: SignedIn) -> Response:
        """Lists the caller's active sessions. API clients have none."""
        found = await self._queries.list_sessions(principal, page.page_request)
        return to_response(page.respond(found, lambda session: _out(session, principal)))

    @route.delete("", operation_id="end_sessions", summary="End all sessions", status_code=204)
    async def end_all(
        self,
        call: SignedInCommand,
        *,
        keep_current: Annotated[bool, Query(description="Keep the session of this request.")] = False,
    ) -> Response:
        """The tokens of the sessions stop working within a second."""
        command = EndSessionsCommand(principal=call.principal, metadata=call.metadata, keep_current=keep_current)
        return await call.execute(self._end_sessions, command, lambda _: no_content())

    @route.get("/{session_id:int}", operation_id="get_session", summary="Get a session", response_model=SessionOut)
    async def get(self, session_id: PathId, principal: SignedIn) -> Response:
        """Returns one of the caller's active sessions."""
        return to_response(ok(_out(await self._queries.get_session(principal, session_id), principal)))

    @route.delete("/{session_id:int}", operation_id="end_session", summary="End a session", status_code=204)
    async def end(self, session_id: PathId, call: SignedInCommand) -> Response:
        """The tokens of the session stop working within a second."""
        command = EndSessionCommand(principal=call.principal, metadata=call.metadata, session_id=session_id)
        return await call.execute(self._end_session, command, lambda _: no_content())


def _out(session: Session, principal: Principal) -> SessionOut:
    return SessionOut(
        id=session.id,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        scope=None if session.scopes is None else " ".join(sorted(session.scopes)),
        user_agent=session.user_agent,
        current=session.id == principal.session_id,
    )
