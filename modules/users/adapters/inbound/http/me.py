"""`/v1/users/me`: the caller's own account."""

from starlette.responses import Response

from modules.users.adapters.inbound.http.access import ChangeAccount, ReadAccount
from modules.users.adapters.inbound.http.models import ProfileIn, UserOut
from modules.users.adapters.inbound.http.users import rendered
from modules.users.application.accounts.change_profile import ChangeProfile, ChangeProfileCommand
from modules.users.application.accounts.get_user import GetUser
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal


class MeRoutes(RouteClass, prefix="/v1/users/me", tags=["users"]):
    def __init__(self, *, get_user: GetUser, change_profile: ChangeProfile) -> None:
        self._get_user = get_user
        self._change_profile = change_profile

    @route.get("", operation_id="get_me", summary="Get your own account", response_model=UserOut)
    async def get(self, principal: ReadAccount) -> Response:
        """An API client needs `users:read` and gets its owner's account."""
        return to_response(rendered(await self._get_user(principal, _own_user_id(principal, "users:read"))))

    @route.patch(
        "",
        operation_id="change_me",
        summary="Update your own profile",
        response_model=UserOut,
        responses=problem_responses("username_taken", "version_mismatch"),
    )
    async def change(self, body: ProfileIn, version: ExpectedVersion, call: ChangeAccount) -> Response:
        """An API client needs `users:write` and updates its owner's account."""
        user_id = _own_user_id(call.principal, "users:write")
        changes = body.model_dump(include=body.model_fields_set)
        return await call.execute(
            self._change_profile,
            ChangeProfileCommand(
                principal=call.principal,
                metadata=call.metadata,
                user_id=user_id,
                changes=changes,
                expected_version=version,
            ),
            rendered,
        )


def _own_user_id(principal: Principal, scope_of_clients: str) -> int:
    if principal.user_id is None:
        principal.require(scope_of_clients)
    if principal.owner_id is None:
        raise NotFound("user")
    return principal.owner_id
