"""Dependency injection container of the users module."""

import asyncio

from dependency_injector import containers, providers

from modules.users.adapters.inbound import cli
from modules.users.adapters.inbound.checks import checks
from modules.users.adapters.inbound.exports import exports
from modules.users.adapters.inbound.http.router import create_router
from modules.users.adapters.inbound.http.use_cases import (
    ApiKeyUseCases,
    EmailUseCases,
    PasswordUseCases,
    SessionUseCases,
    TokenUseCases,
    UserUseCases,
)
from modules.users.adapters.inbound.in_process import InProcessUsers
from modules.users.adapters.inbound.jobs import jobs
from modules.users.adapters.inbound.personal_data import personal_data
from modules.users.adapters.inbound.resources import resources
from modules.users.adapters.outbound.argon2_hasher import Argon2idHasher
from modules.users.adapters.outbound.jwt_access_tokens import JwtAccessTokens
from modules.users.adapters.outbound.sql.account_activity import SqlAccountActivityQueries
from modules.users.adapters.outbound.sql.api_keys import SqlApiKeyQueries
from modules.users.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.users.adapters.outbound.sql.identities import SqlIdentityQueries
from modules.users.adapters.outbound.sql.integrity import SqlIntegrity
from modules.users.adapters.outbound.sql.sessions import SqlSessionQueries
from modules.users.adapters.outbound.sql.tables import metadata
from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.application.accounts.change_profile import ChangeProfile
from modules.users.application.accounts.change_user import ChangeUser
from modules.users.application.accounts.create_first_admin import CreateFirstAdmin
from modules.users.application.accounts.delete_user import DeleteUser
from modules.users.application.accounts.describe_customers import DescribeCustomers
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.list_users import ListUsers
from modules.users.application.accounts.register_user import RegisterUser
from modules.users.application.accounts.verify_email import (
    IssueVerificationToken,
    RequestEmailVerification,
    VerifyEmail,
)
from modules.users.application.api_keys.api_key_queries import ReadApiKeys
from modules.users.application.api_keys.create_api_key import CreateApiKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKey
from modules.users.application.api_keys.grant_api_key import GrantApiKey
from modules.users.application.authentication.authenticate import Authenticate
from modules.users.application.authentication.resolve_principal import ResolveUserPrincipal
from modules.users.application.passwords.change_password import ChangePassword
from modules.users.application.passwords.issue_reset_token import IssueResetToken
from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import ResetPassword
from modules.users.application.sessions.end_sessions import EndSession, EndSessions
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.issue_tokens import IssueTokens
from modules.users.application.sessions.prune_sessions import PruneSessions
from modules.users.application.sessions.refresh_session import RefreshSession
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.session_queries import ReadSessions
from modules.users.application.sessions.sign_in import SignIn
from modules.users.domain.email_verification import VerificationTokens
from modules.users.public import EVENTS, UserPolicy
from shared.infra.cli import Run
from shared.infra.http.authorizer import Authorizer
from shared.infra.signer import KeySigner
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.module import PersonalData


class UsersContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=UserPolicy)
    guard = providers.Dependency(instance_of=Authorizer)
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    unit_of_work_factory = providers.Singleton(SqlUnitOfWorkFactory, database)
    user_queries = providers.Singleton(SqlUserQueries, database)
    key_queries = providers.Singleton(SqlApiKeyQueries, database)
    session_queries = providers.Singleton(SqlSessionQueries, database)
    personal_data = providers.Singleton(
        personal_data, user_queries, providers.Singleton(SqlAccountActivityQueries, database)
    )
    all_personal_data: providers.Dependency[list[PersonalData]] = providers.Dependency(default=personal_data)
    """Personal data of all modules; only this module's if it runs alone."""
    identities = providers.Singleton(SqlIdentityQueries, database)
    hasher = providers.Singleton(Argon2idHasher)
    tokens = providers.Singleton(JwtAccessTokens, policy)

    authenticate = providers.Singleton(Authenticate, tokens, identities, policy)
    issue = providers.Singleton(IssueTokens, tokens, policy)

    register_user = providers.Singleton(
        with_retries, providers.Factory(RegisterUser, unit_of_work_factory.provided.begin, hasher)
    )
    change_user = providers.Singleton(
        with_retries,
        providers.Factory(ChangeUser, unit_of_work_factory.provided.begin, authenticate.provided.invalidate),
    )
    change_profile = providers.Singleton(
        with_retries, providers.Factory(ChangeProfile, unit_of_work_factory.provided.begin)
    )
    delete_user = providers.Singleton(
        with_retries,
        providers.Factory(DeleteUser, unit_of_work_factory.provided.begin, authenticate.provided.invalidate),
    )
    sign_in = providers.Singleton(
        with_retries, providers.Factory(SignIn, unit_of_work_factory.provided.begin, user_queries, hasher, issue)
    )
    refresh_session = providers.Singleton(
        with_retries, providers.Factory(RefreshSession, unit_of_work_factory.provided.begin, issue)
    )
    end_session = providers.Singleton(
        with_retries,
        providers.Factory(EndSession, unit_of_work_factory.provided.begin, authenticate.provided.invalidate),
    )
    end_sessions = providers.Singleton(
        with_retries,
        providers.Factory(EndSessions, unit_of_work_factory.provided.begin, authenticate.provided.invalidate),
    )
    revoke_token = providers.Singleton(
        with_retries,
        providers.Factory(RevokeToken, unit_of_work_factory.provided.begin, tokens, authenticate.provided.invalidate),
    )
    replace_password = providers.Singleton(ReplacePassword, authenticate.provided.invalidate)
    change_password = providers.Singleton(
        with_retries, providers.Factory(ChangePassword, unit_of_work_factory.provided.begin, hasher, replace_password)
    )
    request_password_reset = providers.Singleton(
        with_retries, providers.Factory(RequestPasswordReset, unit_of_work_factory.provided.begin)
    )
    issue_reset_token = providers.Singleton(
        with_retries, providers.Factory(IssueResetToken, unit_of_work_factory.provided.begin, policy)
    )
    reset_password = providers.Singleton(
        with_retries, providers.Factory(ResetPassword, unit_of_work_factory.provided.begin, hasher, replace_password)
    )
    signer = providers.Singleton(KeySigner, policy.provided.signing_keys)
    verification_tokens = providers.Singleton(VerificationTokens, signer)
    request_email_verification = providers.Singleton(
        with_retries, providers.Factory(RequestEmailVerification, unit_of_work_factory.provided.begin)
    )
    verify_email = providers.Singleton(
        with_retries, providers.Factory(VerifyEmail, unit_of_work_factory.provided.begin, verification_tokens)
    )
    issue_client_token = providers.Singleton(IssueClientToken, identities, tokens, policy)
    create_api_key = providers.Singleton(
        with_retries, providers.Factory(CreateApiKey, unit_of_work_factory.provided.begin, policy)
    )
    delete_api_key = providers.Singleton(
        with_retries,
        providers.Factory(DeleteApiKey, unit_of_work_factory.provided.begin, authenticate.provided.invalidate),
    )
    read_api_keys = providers.Singleton(ReadApiKeys, key_queries)
    create_first_admin = providers.Singleton(CreateFirstAdmin, unit_of_work_factory.provided.begin, hasher)
    grant_api_key = providers.Singleton(GrantApiKey, user_queries, create_api_key)

    router = providers.Singleton(
        create_router,
        users=providers.Factory(
            UserUseCases,
            register_user,
            providers.Factory(GetUser, user_queries),
            providers.Factory(ListUsers, user_queries),
            change_user,
            change_profile,
            delete_user,
            providers.Factory(ExportUser, user_queries, all_personal_data),
        ),
        tokens=providers.Factory(TokenUseCases, sign_in, refresh_session, issue_client_token),
        sessions=providers.Factory(
            SessionUseCases, providers.Factory(ReadSessions, session_queries), end_session, end_sessions, revoke_token
        ),
        passwords=providers.Factory(PasswordUseCases, change_password, request_password_reset, reset_password),
        emails=providers.Factory(EmailUseCases, request_email_verification, verify_email),
        api_keys=providers.Factory(ApiKeyUseCases, create_api_key, read_api_keys, delete_api_key),
        guard=guard,
    )
    subscriptions = providers.List()
    jobs = providers.Singleton(
        jobs,
        providers.Factory(PruneSessions, unit_of_work_factory.provided.begin),
        providers.Factory(PruneResets, unit_of_work_factory.provided.begin),
    )
    checks = providers.Singleton(checks, providers.Factory(SqlIntegrity, policy))
    commands = providers.Singleton(cli.commands, create_first_admin.provider, grant_api_key.provider, run)
    api = providers.Singleton(
        InProcessUsers,
        providers.Factory(DescribeCustomers, unit_of_work_factory.provided.join, user_queries),
        issue_reset_token,
        providers.Factory(
            IssueVerificationToken, unit_of_work_factory.provided.begin, user_queries, verification_tokens
        ),
    )
    constraints = providers.Object(CONSTRAINTS)
    resources = providers.Singleton(resources, user_queries)
    exports = providers.Singleton(exports, user_queries)
    vouch = providers.Singleton(ResolveUserPrincipal, user_queries, identities)
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
