"""`/v1/auth/sessions`: the caller's sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.users.adapters.inbound.http.use_cases import SessionUseCases
from modules.users.application.sessions.end_sessions import EndSessionCommand, EndSessionsCommand
from modules.users.domain.session import Session
from modules.users.ports.sessions import SORTS
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.requests.fields import OutModel, PathId
from shared.infra.http.responses.rendered import no_content, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal


class SessionOut(OutModel):
    id: int
    created_at: datetime
    last_used_at: datetime = Field(description="Time of the sign-in or of the last refresh.")
    expires_at: datetime = Field(description="Latest end of the session, however it is used.")
    scope: str | None = Field(description="Scopes requested at sign-in; null if the session is not limited.")
    user_agent: str | None = Field(description="User agent of the sign-in request.")
    current: bool = Field(description="Whether this request uses the session.")


def create_sessions_router(use_cases: SessionUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/auth/sessions", tags=["auth"])
    listing = guard.list_endpoint("sessions", SORTS, ("-created_at",))

    @routes.get("", operation_id="list_sessions", summary="List your sessions", response_model=PageOut[SessionOut])
    async def listed(
        window: Annotated[PageParameters, Depends(listing)], principal: Annotated[Principal, Depends(guard.known())]
    ) -> Response:
        """Lists the caller's active sessions. API clients have none."""
        page = await use_cases.read.page(principal, window.page_request)
        return to_response(window.respond(page, lambda session: _out(session, principal)))

    @routes.delete("", operation_id="end_sessions", summary="End all sessions", status_code=204)
    async def end_all(
        call: Annotated[CommandRequest, Depends(guard.command())],
        *,
        keep_current: Annotated[bool, Query(description="Keep the session of this request.")] = False,
    ) -> Response:
        """The tokens of the sessions stop working within a second."""
        command = EndSessionsCommand(principal=call.principal, metadata=call.metadata, keep_current=keep_current)
        return await call.execute(use_cases.end_all, command, lambda _: no_content())

    @routes.get("/{session_id:int}", operation_id="get_session", summary="Get a session", response_model=SessionOut)
    async def get(session_id: PathId, principal: Annotated[Principal, Depends(guard.known())]) -> Response:
        return to_response(ok(_out(await use_cases.read.one(principal, session_id), principal)))

    @routes.delete("/{session_id:int}", operation_id="end_session", summary="End a session", status_code=204)
    async def end(session_id: PathId, call: Annotated[CommandRequest, Depends(guard.command())]) -> Response:
        """The tokens of the session stop working within a second."""
        command = EndSessionCommand(principal=call.principal, metadata=call.metadata, session_id=session_id)
        return await call.execute(use_cases.end, command, lambda _: no_content())

    return routes


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
