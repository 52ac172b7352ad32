"""`/v1/users`: registration, and administration of users by staff."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import (
    DeleteUsers,
    ManageUsers,
    PublicCommand,
    ReadAccount,
    ReadUsers,
)
from modules.users.adapters.inbound.http.models import RegistrationIn, RoleName, UserChangeIn, UserOut, user_out
from modules.users.adapters.inbound.http.personal_data_export import ExportOut, exported
from modules.users.application.accounts.change_user import ChangeUser, ChangeUserCommand
from modules.users.application.accounts.delete_user import DeleteUser, DeleteUserCommand
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.register_user import RegisterUser, RegisterUserCommand
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.ports.user_queries import SORTS, UserFilter, UserQueries
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.requests.search_query import SearchText
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

PATH = "/v1/users"
Page = Annotated[PageParameters, Depends(ListEndpoint("users", SORTS, ("-created_at",)))]


def rendered(user: User) -> StoredResponse:
    return ok(user_out(user), user.version)


class UserRoutes(RouteClass, prefix=PATH, tags=["users"]):
    def __init__(
        self,
        *,
        register_user: RegisterUser,
        user_queries: UserQueries,
        get_user: GetUser,
        change_user: ChangeUser,
        export_user: ExportUser,
        delete_user: DeleteUser,
    ) -> None:
        self._register_user = register_user
        self._user_queries = user_queries
        self._get_user = get_user
        self._change_user = change_user
        self._export_user = export_user
        self._delete_user = delete_user

    @route.post(
        "",
        operation_id="register_user",
        summary="Register a user",
        status_code=201,
        response_model=UserOut,
        responses=problem_responses("email_taken", "username_taken"),
    )
    async def register(self, body: RegistrationIn, call: PublicCommand) -> Response:
        """Registration is public. With `users:write` the password is optional and the rate limit does not apply."""
        if not call.principal.may("users:write"):
            await call.limit("registration")
        command = RegisterUserCommand(
            principal=call.principal,
            metadata=call.metadata,
            email=body.email,
            username=body.username,
            password=body.password,
            full_name=body.full_name,
        )
        return await call.execute(
            self._register_user,
            command,
            lambda user: created(f"{PATH}/{user.id}", user_out(user), user.version),
        )

    @route.get("", operation_id="list_users", summary="List users", response_model=PageOut[UserOut])
    async def list_all(
        self,
        page: Page,
        _: ReadUsers,
        q: Annotated[
            SearchText | None,
            Query(description="Search words, each a part of the e-mail address, user name or full name; or an id."),
        ] = None,
        role: Annotated[RoleName | None, Query()] = None,
        is_active: Annotated[bool | None, Query()] = None,
    ) -> Response:
        """Lists the accounts of customers and staff."""
        where = UserFilter(q, Role(role) if role else None, is_active)
        return to_response(page.respond(await self._user_queries.list_page(page.page_request, where), user_out))

    @route.get("/{user_id:int}", operation_id="get_user", summary="Get a user", response_model=UserOut)
    async def get(self, user_id: PathId, principal: ReadAccount) -> Response:
        """Users can read their own account; with `users:read`, all accounts."""
        return to_response(rendered(await self._get_user(principal, user_id)))

    @route.patch(
        "/{user_id:int}",
        operation_id="change_user",
        summary="Update role or status",
        response_model=UserOut,
        responses=problem_responses("last_admin", "version_mismatch"),
    )
    async def change(
        self, user_id: PathId, body: UserChangeIn, version: ExpectedVersion, call: ManageUsers
    ) -> Response:
        """A caller can grant only roles whose scopes they hold. Deactivated users lose access within a second."""
        sent = body.model_fields_set
        command = ChangeUserCommand(
            principal=call.principal,
            metadata=call.metadata,
            user_id=user_id,
            role=Role(body.role) if "role" in sent else None,
            is_active=body.is_active if "is_active" in sent else None,
            expected_version=version,
        )
        return await call.execute(self._change_user, command, rendered)

    @route.get(
        "/{user_id:int}/export",
        operation_id="export_user",
        summary="Export personal data",
        response_model=ExportOut,
    )
    async def export(self, user_id: PathId, principal: ReadAccount) -> Response:
        """Users can export their own data. Other callers need `users:read` and the scopes of all sections.

        Secrets are not included.
        """
        return to_response(exported(await self._export_user(principal, user_id)))

    @route.delete(
        "/{user_id:int}",
        operation_id="delete_user",
        summary="Delete a user",
        status_code=204,
        responses=problem_responses("last_admin", "version_mismatch"),
    )
    async def delete(self, user_id: PathId, version: ExpectedVersion, call: DeleteUsers) -> Response:
        """Deletes the user with all personal data. Sessions and API keys end immediately; orders are kept without it.

        An order with units still to ship keeps its shipping address until it is closed: its `erasure` is `waiting`.
        """
        command = DeleteUserCommand(
            principal=call.principal, metadata=call.metadata, user_id=user_id, expected_version=version
        )
        return await call.execute(self._delete_user, command, lambda _: no_content())
