"""What the users module adds in the API process: its routes."""

from modules.users.adapters.inbound.http.router import create_router
from modules.users.adapters.inbound.http.use_cases import (
    ApiKeyUseCases,
    EmailUseCases,
    PasswordUseCases,
    SessionUseCases,
    TokenUseCases,
    UserUseCases,
)
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.list_users import ListUsers
from modules.users.application.sessions.session_queries import ReadSessions
from modules.users.container import UsersContainer
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.module_api import ModuleApi
from shared.infra.injection import factory, provider_of, singleton


class UsersHttpContainer(UsersContainer):
    guard = singleton(Authorizer)

    router = singleton(
        create_router,
        users=factory(
            UserUseCases,
            register=UsersContainer.register_user,
            get=factory(GetUser, user_queries=UsersContainer.user_queries),
            listed=factory(ListUsers, user_queries=UsersContainer.user_queries),
            change=UsersContainer.change_user,
            change_profile=UsersContainer.change_profile,
            delete=UsersContainer.delete_user,
            export=factory(
                ExportUser, user_queries=UsersContainer.user_queries, sections=UsersContainer.all_personal_data
            ),
        ),
        tokens=factory(
            TokenUseCases,
            sign_in=UsersContainer.sign_in,
            refresh=UsersContainer.refresh_session,
            client=UsersContainer.issue_client_token,
        ),
        sessions=factory(
            SessionUseCases,
            read=factory(ReadSessions, queries=UsersContainer.session_queries),
            end=UsersContainer.end_session,
            end_all=UsersContainer.end_sessions,
            revoke=UsersContainer.revoke_token,
        ),
        passwords=factory(
            PasswordUseCases,
            change=UsersContainer.change_password,
            request_reset=UsersContainer.request_password_reset,
            reset=UsersContainer.reset_password,
        ),
        emails=factory(
            EmailUseCases, request=UsersContainer.request_email_verification, verify=UsersContainer.verify_email
        ),
        api_keys=factory(
            ApiKeyUseCases,
            create=UsersContainer.create_api_key,
            read=UsersContainer.read_api_keys,
            delete=UsersContainer.delete_api_key,
        ),
        guard=guard,
    )

    http = singleton(ModuleApi, router=provider_of(router))
