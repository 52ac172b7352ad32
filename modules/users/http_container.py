"""What the users module adds in the API process: its routes."""

from modules.users.adapters.inbound.authenticators import create_authenticators
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
from modules.users.adapters.outbound.jwt_access_tokens import JwtAccessTokens
from modules.users.adapters.outbound.sql.api_keys import SqlApiKeyQueries
from modules.users.adapters.outbound.sql.sessions import SqlSessionQueries
from modules.users.application.accounts.change_profile import ChangeProfile
from modules.users.application.accounts.change_user import ChangeUser
from modules.users.application.accounts.delete_user import DeleteUser
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.register_user import RegisterUser
from modules.users.application.accounts.request_email_verification import RequestEmailVerification
from modules.users.application.accounts.verify_email import VerifyEmail
from modules.users.application.api_keys.api_key_query_service import ApiKeyQueryService
from modules.users.application.api_keys.delete_api_key import DeleteApiKey
from modules.users.application.authentication.authenticate import Authenticate
from modules.users.application.passwords.change_password import ChangePassword
from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import ResetPassword
from modules.users.application.sessions.end_session import EndSession
from modules.users.application.sessions.end_sessions import EndSessions
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.issue_tokens import IssueTokens
from modules.users.application.sessions.refresh_session import RefreshSession
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.session_query_service import SessionQueryService
from modules.users.application.sessions.sign_in import SignIn
from modules.users.container import UsersContainer
from modules.users.worker_container import UsersWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import dependency, factory, provider_of, retried, singleton
from shared.kernel.module import PersonalData, extend


class UsersHttpContainer(UsersWorkerContainer):
    """`all_personal_data` is that of all modules; only this module's if it runs alone."""

    key_queries = singleton(SqlApiKeyQueries, database=UsersContainer.database)
    session_queries = singleton(SqlSessionQueries, database=UsersContainer.database)
    all_personal_data = dependency(list[PersonalData])

    tokens = singleton(JwtAccessTokens, policy=UsersContainer.policy)
    authenticate = singleton(
        Authenticate,
        tokens=tokens,
        identities=UsersWorkerContainer.identities,
        policy=UsersContainer.policy,
        scopes=UsersContainer.scopes,
    )
    issue = singleton(IssueTokens, tokens=tokens, policy=UsersContainer.policy, scopes=UsersContainer.scopes)
    register_user = retried(RegisterUser, begin=UsersContainer.begin, hasher=UsersWorkerContainer.hasher)
    change_user = retried(
        ChangeUser,
        begin=UsersContainer.begin,
        scopes=UsersContainer.scopes,
        authenticate=authenticate,
    )
    change_profile = retried(ChangeProfile, begin=UsersContainer.begin)
    delete_user = retried(
        DeleteUser,
        begin=UsersContainer.begin,
        authenticate=authenticate,
    )
    sign_in = retried(
        SignIn,
        begin=UsersContainer.begin,
        user_queries=UsersContainer.user_queries,
        hasher=UsersWorkerContainer.hasher,
        issue=issue,
    )
    refresh_session = retried(RefreshSession, begin=UsersContainer.begin, issue=issue)
    end_session = retried(
        EndSession,
        begin=UsersContainer.begin,
        authenticate=authenticate,
    )
    end_sessions = retried(
        EndSessions,
        begin=UsersContainer.begin,
        authenticate=authenticate,
    )
    revoke_token = retried(
        RevokeToken,
        begin=UsersContainer.begin,
        tokens=tokens,
        authenticate=authenticate,
    )
    replace_password = singleton(ReplacePassword, authenticate=authenticate)
    change_password = retried(
        ChangePassword, begin=UsersContainer.begin, hasher=UsersWorkerContainer.hasher, replace=replace_password
    )
    request_password_reset = retried(RequestPasswordReset, begin=UsersContainer.begin)
    reset_password = retried(
        ResetPassword, begin=UsersContainer.begin, hasher=UsersWorkerContainer.hasher, replace=replace_password
    )
    request_email_verification = retried(RequestEmailVerification, begin=UsersContainer.begin)
    verify_email = retried(VerifyEmail, begin=UsersContainer.begin, tokens=UsersContainer.verification_tokens)
    issue_client_token = singleton(
        IssueClientToken,
        identities=UsersWorkerContainer.identities,
        tokens=tokens,
        policy=UsersContainer.policy,
        scopes=UsersContainer.scopes,
    )
    delete_api_key = retried(
        DeleteApiKey,
        begin=UsersContainer.begin,
        authenticate=authenticate,
    )
    api_key_query_service = singleton(ApiKeyQueryService, queries=key_queries)

    module = singleton(
        extend,
        UsersWorkerContainer.module,
        authenticators=provider_of(factory(create_authenticators, authenticate=authenticate)),
    )
    get_user = singleton(GetUser, user_queries=UsersContainer.user_queries)

    router = singleton(
        router_of,
        factory(MeRoutes, get_user=get_user, change_profile=change_profile),
        factory(
            UserRoutes,
            register_user=register_user,
            user_queries=UsersContainer.user_queries,
            get_user=get_user,
            change_user=change_user,
            export_user=factory(ExportUser, user_queries=UsersContainer.user_queries, sections=all_personal_data),
            delete_user=delete_user,
        ),
        factory(
            TokenRoutes,
            sign_in=sign_in,
            refresh_session=refresh_session,
            issue_client_token=issue_client_token,
            scopes=UsersContainer.scopes,
        ),
        factory(RevocationRoutes, revoke_token=revoke_token),
        factory(
            SessionRoutes,
            queries=factory(SessionQueryService, queries=session_queries),
            end_session=end_session,
            end_sessions=end_sessions,
        ),
        factory(
            PasswordRoutes,
            change_password=change_password,
            request_password_reset=request_password_reset,
            reset_password=reset_password,
        ),
        factory(
            EmailVerificationRoutes,
            request_email_verification=request_email_verification,
            verify_email=verify_email,
        ),
        factory(
            ApiKeyRoutes,
            queries=api_key_query_service,
            create_api_key=UsersWorkerContainer.create_api_key,
            delete_api_key=delete_api_key,
        ),
    )

    http = singleton(
        ModuleApi,
        router=provider_of(router),
        tags=TAGS,
        fields=singleton(fields, scopes=UsersContainer.scopes),
        problem_codes=PROBLEM_CODES,
    )
