"""Dependency injection container of the users module."""

from collections.abc import Sequence

from dependency_injector import containers

from modules.users.adapters.inbound.checks import checks
from modules.users.adapters.inbound.in_process import InProcessUsers
from modules.users.adapters.inbound.jobs import jobs
from modules.users.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.users.adapters.outbound.sql.integrity import SqlIntegrity
from modules.users.adapters.outbound.sql.tables import metadata
from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.application.accounts.describe_customers import DescribeCustomers
from modules.users.application.accounts.issue_verification_token import IssueVerificationToken
from modules.users.application.passwords.issue_reset_token import IssueResetToken
from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.sessions.prune_sessions import PruneSessions
from modules.users.domain.email_verification import VerificationTokens
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.public import EVENTS, UserPolicy
from shared.infra.injection import attribute, dependency, factory, provider_of, retried, singleton
from shared.infra.signer import KeySigner
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, Scope


class UsersContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(UserPolicy)
    all_scopes: Sequence[Scope] = dependency(Sequence[Scope])

    unit_of_work_factory = singleton(SqlUnitOfWorkFactory, database=database)
    begin = attribute(unit_of_work_factory, lambda units: units.begin)
    join = attribute(unit_of_work_factory, lambda units: units.join)
    user_queries = singleton(SqlUserQueries, database=database)
    scopes = singleton(ScopeCatalog, scopes=all_scopes)
    issue_reset_token = retried(IssueResetToken, begin=begin, policy=policy)
    signer = singleton(KeySigner, keys=attribute(policy, lambda policy: policy.signing_keys))
    verification_tokens = singleton(VerificationTokens, signer=signer)

    api = singleton(
        InProcessUsers,
        describe=factory(DescribeCustomers, join=join, user_queries=user_queries),
        issue_reset_token=issue_reset_token,
        issue_verification_token=factory(
            IssueVerificationToken, begin=begin, user_queries=user_queries, tokens=verification_tokens
        ),
    )

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
        jobs=provider_of(
            singleton(
                jobs, prune_sessions=factory(PruneSessions, begin=begin), prune_resets=factory(PruneResets, begin=begin)
            )
        ),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity, policy=policy))),
        constraints=CONSTRAINTS,
        events=EVENTS,
        metadata=metadata,
    )
