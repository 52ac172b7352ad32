"""`/v1/users/me`: the caller's own account."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from modules.users.adapters.inbound.http.models import ProfileIn, UserOut
from modules.users.adapters.inbound.http.use_cases import UserUseCases
from modules.users.adapters.inbound.http.users import rendered
from modules.users.application.accounts.change_profile import ChangeProfileCommand
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.routers import router
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal


def create_me_router(use_cases: UserUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/users/me", tags=["users"])

    @routes.get("", operation_id="get_me", summary="Get your own account", response_model=UserOut)
    async def get(principal: Annotated[Principal, Depends(guard.known(elevated_scopes=["users:read"]))]) -> Response:
        """An API client needs `users:read` and gets its owner's account."""
        return to_response(rendered(await use_cases.get(principal, _own_user_id(principal, "users:read"))))

    @routes.patch(
        "",
        operation_id="change_me",
        summary="Update your own profile",
        response_model=UserOut,
        responses=problem_responses("username_taken", "version_mismatch"),
    )
    async def change(
        body: ProfileIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command(elevated_scopes=["users:write"]))],
    ) -> Response:
        """An API client needs `users:write` and updates its owner's account."""
        user_id = _own_user_id(call.principal, "users:write")
        changes = body.model_dump(include=body.model_fields_set)
        return await call.execute(
            use_cases.change_profile,
            ChangeProfileCommand(
                principal=call.principal,
                metadata=call.metadata,
                user_id=user_id,
                changes=changes,
                expected_version=version,
            ),
            rendered,
        )

    return routes


def _own_user_id(principal: Principal, scope_of_clients: str) -> int:
    if principal.user_id is None:
        principal.require(scope_of_clients)
    if principal.owner_id is None:
        raise NotFound("user")
    return principal.owner_id
