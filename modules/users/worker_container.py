"""What the users module adds in the worker: personal data, resources and exports."""

from modules.users.adapters.inbound.exports import exports
from modules.users.adapters.inbound.personal_data import personal_data
from modules.users.adapters.inbound.resources import resources
from modules.users.adapters.outbound.argon2_hasher import Argon2idHasher
from modules.users.adapters.outbound.sql.account_activity import SqlAccountActivityQueries
from modules.users.adapters.outbound.sql.identities import SqlIdentityQueries
from modules.users.application.accounts.create_first_admin import CreateFirstAdmin
from modules.users.application.api_keys.create_api_key import CreateApiKey
from modules.users.application.api_keys.grant_api_key import GrantApiKey
from modules.users.application.authentication.resolve_user_principal import ResolveUserPrincipal
from modules.users.container import UsersContainer
from shared.infra.injection import provider_of, retried, singleton
from shared.kernel.module import extend


class UsersWorkerContainer(UsersContainer):
    identities = singleton(SqlIdentityQueries, database=UsersContainer.database)
    hasher = singleton(Argon2idHasher)
    create_api_key = retried(
        CreateApiKey, begin=UsersContainer.begin, policy=UsersContainer.policy, scopes=UsersContainer.scopes
    )
    create_first_admin = singleton(CreateFirstAdmin, begin=UsersContainer.begin, hasher=hasher)
    grant_api_key = singleton(
        GrantApiKey, user_queries=UsersContainer.user_queries, create=create_api_key, scopes=UsersContainer.scopes
    )
    resolve_principal = singleton(
        ResolveUserPrincipal,
        user_queries=UsersContainer.user_queries,
        identities=identities,
        scopes=UsersContainer.scopes,
    )

    module = singleton(
        extend,
        UsersContainer.module,
        personal_data=provider_of(
            singleton(
                personal_data,
                user_queries=UsersContainer.user_queries,
                activity=singleton(SqlAccountActivityQueries, database=UsersContainer.database),
            )
        ),
        resources=provider_of(singleton(resources, user_queries=UsersContainer.user_queries)),
        exports=provider_of(singleton(exports, user_queries=UsersContainer.user_queries)),
    )
