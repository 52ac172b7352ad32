"""Router of the users module."""

from fastapi import APIRouter

from modules.users.adapters.inbound.http.api_keys import create_api_keys_router
from modules.users.adapters.inbound.http.email_verification import create_email_router
from modules.users.adapters.inbound.http.me import create_me_router
from modules.users.adapters.inbound.http.passwords import create_passwords_router
from modules.users.adapters.inbound.http.revocation import create_revocation_router
from modules.users.adapters.inbound.http.sessions import create_sessions_router
from modules.users.adapters.inbound.http.tokens import create_tokens_router
from modules.users.adapters.inbound.http.use_cases import (
    ApiKeyUseCases,
    EmailUseCases,
    PasswordUseCases,
    SessionUseCases,
    TokenUseCases,
    UserUseCases,
)
from modules.users.adapters.inbound.http.users import create_users_router
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all


def create_router(
    users: UserUseCases,
    tokens: TokenUseCases,
    sessions: SessionUseCases,
    passwords: PasswordUseCases,
    emails: EmailUseCases,
    api_keys: ApiKeyUseCases,
    guard: Authorizer,
) -> APIRouter:
    return include_all(
        create_me_router(users, guard),
        create_users_router(users, guard),
        create_tokens_router(tokens, guard),
        create_revocation_router(sessions.revoke, guard),
        create_sessions_router(sessions, guard),
        create_passwords_router(passwords, guard),
        create_email_router(emails, guard),
        create_api_keys_router(api_keys, guard),
    )
