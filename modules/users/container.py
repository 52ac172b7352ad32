"""Dependency injection container of the users module."""

from collections.abc import Sequence

from dependency_injector import containers

from modules.users.adapters.inbound.authenticators import create_authenticators
from modules.users.adapters.inbound.checks import checks
from modules.users.adapters.inbound.exports import exports
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
from modules.users.application.accounts.issue_verification_token import IssueVerificationToken
from modules.users.application.accounts.register_user import RegisterUser
from modules.users.application.accounts.request_email_verification import RequestEmailVerification
from modules.users.application.accounts.verify_email import VerifyEmail
from modules.users.application.api_keys.api_key_query_service import ApiKeyQueryService
from modules.users.application.api_keys.create_api_key import CreateApiKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKey
from modules.users.application.api_keys.grant_api_key import GrantApiKey
from modules.users.application.authentication.authenticate import Authenticate
from modules.users.application.authentication.resolve_user_principal import ResolveUserPrincipal
from modules.users.application.passwords.change_password import ChangePassword
from modules.users.application.passwords.issue_reset_token import IssueResetToken
from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import ResetPassword
from modules.users.application.sessions.end_session import EndSession
from modules.users.application.sessions.end_sessions import EndSessions
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.issue_tokens import IssueTokens
from modules.users.application.sessions.prune_sessions import PruneSessions
from modules.users.application.sessions.refresh_session import RefreshSession
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.sign_in import SignIn
from modules.users.domain.email_verification import VerificationTokens
from modules.users.domain.scope_catalogue import ScopeCatalogue
from modules.users.public import EVENTS, UserPolicy
from shared.infra.injection import attribute, dependency, factory, provider_of, retried, singleton
from shared.infra.signer import KeySigner
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, PersonalData, Scope


class UsersContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(UserPolicy)
    all_scopes: Sequence[Scope] = dependency(Sequence[Scope])

    unit_of_work_factory = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(unit_of_work_factory, lambda units: units.begin)
    join = attribute(unit_of_work_factory, lambda units: units.join)
    user_queries = singleton(SqlUserQueries, database=database)
    key_queries = singleton(SqlApiKeyQueries, database=database)
    session_queries = singleton(SqlSessionQueries, database=database)
    all_personal_data = dependency(list[PersonalData])

    "Personal data of all modules; only this module's if it runs alone."
    scopes = singleton(ScopeCatalogue, scopes=all_scopes)
    identities = singleton(SqlIdentityQueries, database=database)
    hasher = singleton(Argon2idHasher)
    tokens = singleton(JwtAccessTokens, policy=policy)
    authenticate = singleton(Authenticate, tokens=tokens, identities=identities, policy=policy, scopes=scopes)
    issue = singleton(IssueTokens, tokens=tokens, policy=policy, scopes=scopes)
    register_user = retried(RegisterUser, begin=begin, hasher=hasher)
    change_user = retried(
        ChangeUser,
        begin=begin,
        scopes=scopes,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    change_profile = retried(ChangeProfile, begin=begin)
    delete_user = retried(
        DeleteUser,
        begin=begin,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    sign_in = retried(SignIn, begin=begin, user_queries=user_queries, hasher=hasher, issue=issue)
    refresh_session = retried(RefreshSession, begin=begin, issue=issue)
    end_session = retried(
        EndSession,
        begin=begin,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    end_sessions = retried(
        EndSessions,
        begin=begin,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    revoke_token = retried(
        RevokeToken,
        begin=begin,
        tokens=tokens,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    replace_password = singleton(
        ReplacePassword, invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate)
    )
    change_password = retried(ChangePassword, begin=begin, hasher=hasher, replace=replace_password)
    request_password_reset = retried(RequestPasswordReset, begin=begin)
    issue_reset_token = retried(IssueResetToken, begin=begin, policy=policy)
    reset_password = retried(ResetPassword, begin=begin, hasher=hasher, replace=replace_password)
    signer = singleton(KeySigner, keys=attribute(policy, lambda policy: policy.signing_keys))
    verification_tokens = singleton(VerificationTokens, signer=signer)
    request_email_verification = retried(RequestEmailVerification, begin=begin)
    verify_email = retried(VerifyEmail, begin=begin, tokens=verification_tokens)
    issue_client_token = singleton(IssueClientToken, identities=identities, tokens=tokens, policy=policy, scopes=scopes)
    create_api_key = retried(CreateApiKey, begin=begin, policy=policy, scopes=scopes)
    delete_api_key = retried(
        DeleteApiKey,
        begin=begin,
        invalidate_principals=attribute(authenticate, lambda authenticate: authenticate.invalidate),
    )
    api_key_query_service = singleton(ApiKeyQueryService, queries=key_queries)
    create_first_admin = singleton(CreateFirstAdmin, begin=begin, hasher=hasher)
    grant_api_key = singleton(GrantApiKey, user_queries=user_queries, create=create_api_key, scopes=scopes)

    api = singleton(
        InProcessUsers,
        describe=factory(DescribeCustomers, join=join, user_queries=user_queries),
        issue_reset_token=issue_reset_token,
        issue_verification_token=factory(
            IssueVerificationToken, begin=begin, user_queries=user_queries, tokens=verification_tokens
        ),
    )
    vouch = singleton(ResolveUserPrincipal, user_queries=user_queries, identities=identities, scopes=scopes)

    module = singleton(
        Module,
        name="users",
        scopes=(
            Scope("users:read", "Read all user accounts", roles=("support", "manager")),
            Scope("users:write", "Create and change user accounts"),
        ),
        audited=(
            AuditedKind("user"),
            AuditedKind("api_key"),
            AuditedKind("session"),
        ),
        authenticators=provider_of(factory(create_authenticators, authenticate=authenticate)),
        personal_data=provider_of(
            singleton(
                personal_data,
                user_queries=user_queries,
                activity=singleton(SqlAccountActivityQueries, database=database),
            )
        ),
        jobs=provider_of(
            singleton(
                jobs, prune_sessions=factory(PruneSessions, begin=begin), prune_resets=factory(PruneResets, begin=begin)
            )
        ),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity, policy=policy))),
        resources=provider_of(singleton(resources, user_queries=user_queries)),
        exports=provider_of(singleton(exports, user_queries=user_queries)),
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
