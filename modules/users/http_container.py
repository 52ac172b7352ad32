"""What the users module adds in the API process: its routes."""

from modules.users.adapters.inbound.http.api_keys import ApiKeyRoutes
from modules.users.adapters.inbound.http.email_verification import EmailVerificationRoutes
from modules.users.adapters.inbound.http.glossary import TAGS, fields
from modules.users.adapters.inbound.http.me import MeRoutes
from modules.users.adapters.inbound.http.passwords import PasswordRoutes
from modules.users.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.users.adapters.inbound.http.revocation import RevocationRoutes
from modules.users.adapters.inbound.http.sessions import SessionRoutes
from modules.users.adapters.inbound.http.tokens import TokenRoutes
from modules.users.adapters.inbound.http.users import UserRoutes
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.list_users import ListUsers
from modules.users.application.sessions.session_query_service import SessionQueryService
from modules.users.container import UsersContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import factory, provider_of, singleton


class UsersHttpContainer(UsersContainer):
    get_user = singleton(GetUser, user_queries=UsersContainer.user_queries)

    router = singleton(
        router_of,
        factory(MeRoutes, get_user=get_user, change_profile=UsersContainer.change_profile),
        factory(
            UserRoutes,
            register_user=UsersContainer.register_user,
            list_users=factory(ListUsers, user_queries=UsersContainer.user_queries),
            get_user=get_user,
            change_user=UsersContainer.change_user,
            export_user=factory(
                ExportUser, user_queries=UsersContainer.user_queries, sections=UsersContainer.all_personal_data
            ),
            delete_user=UsersContainer.delete_user,
        ),
        factory(
            TokenRoutes,
            sign_in=UsersContainer.sign_in,
            refresh_session=UsersContainer.refresh_session,
            issue_client_token=UsersContainer.issue_client_token,
            scopes=UsersContainer.scopes,
        ),
        factory(RevocationRoutes, revoke_token=UsersContainer.revoke_token),
        factory(
            SessionRoutes,
            queries=factory(SessionQueryService, queries=UsersContainer.session_queries),
            end_session=UsersContainer.end_session,
            end_sessions=UsersContainer.end_sessions,
        ),
        factory(
            PasswordRoutes,
            change_password=UsersContainer.change_password,
            request_password_reset=UsersContainer.request_password_reset,
            reset_password=UsersContainer.reset_password,
        ),
        factory(
            EmailVerificationRoutes,
            request_email_verification=UsersContainer.request_email_verification,
            verify_email=UsersContainer.verify_email,
        ),
        factory(
            ApiKeyRoutes,
            queries=UsersContainer.api_key_query_service,
            create_api_key=UsersContainer.create_api_key,
            delete_api_key=UsersContainer.delete_api_key,
        ),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=singleton(fields, scopes=UsersContainer.scopes),
        problem_codes=PROBLEM_CODES,
    )
