from dataclasses import dataclass, field

import pytest

from modules.users.application.accounts.change_profile import ChangeProfile
from modules.users.application.accounts.change_user import ChangeUser
from modules.users.application.accounts.create_first_admin import CreateFirstAdmin
from modules.users.application.accounts.delete_user import DeleteUser
from modules.users.application.accounts.register_user import RegisterUser, RegisterUserCommand
from modules.users.application.api_keys.create_api_key import CreateApiKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKey
from modules.users.application.authentication.authenticate import Authenticate
from modules.users.application.passwords.change_password import ChangePassword
from modules.users.application.passwords.issue_reset_token import IssueResetToken
from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import ResetPassword
from modules.users.application.sessions.end_session import EndSession
from modules.users.application.sessions.end_sessions import EndSessions
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.issue_tokens import Issued, IssueTokens, SessionOptions
from modules.users.application.sessions.refresh_session import RefreshSession, RefreshSessionCommand
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.session_query_service import SessionQueryService
from modules.users.application.sessions.sign_in import SignIn, SignInCommand
from modules.users.domain.login import Login
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.public import UserPolicy
from shared.kernel.events import EventMetadata
from shared.kernel.principal import ANONYMOUS, SYSTEM, Principal
from tests.modules.users.in_memory import InMemorySessionQueries, InMemoryUsers
from tests.modules.users.plain_crypto import PlainHasher, PlainTokens
from tests.modules.users.scopes import CATALOG

METADATA = EventMetadata(actor="user:1", request_id="r1")
PASSWORD = "correct horse"


@dataclass
class UseCases:
    """All use cases over one in-memory store."""

    in_memory: InMemoryUsers = field(default_factory=InMemoryUsers)
    hasher: PlainHasher = field(default_factory=PlainHasher)

    def __post_init__(self) -> None:
        begin = self.in_memory.begin
        self.policy = UserPolicy(("k" * 32,), key_prefix="sk_dev_")
        self.tokens = PlainTokens(lambda: self.in_memory.now)
        self.authenticate = Authenticate(self.tokens, self.in_memory, self.policy, CATALOG)
        issue = IssueTokens(self.tokens, self.policy, CATALOG)
        self.register = RegisterUser(begin, self.hasher)
        self.create_first_admin = CreateFirstAdmin(begin, self.hasher)
        self.sign_in = SignIn(begin, self.in_memory, self.hasher, issue)
        self.refresh = RefreshSession(begin, issue)
        self.change = ChangeUser(begin, CATALOG, self.authenticate)
        self.change_profile = ChangeProfile(begin)
        self.delete = DeleteUser(begin, self.authenticate)
        self.create_key = CreateApiKey(begin, self.policy, CATALOG)
        self.delete_key = DeleteApiKey(begin, self.authenticate)
        replace = ReplacePassword(self.authenticate)
        self.change_password = ChangePassword(begin, self.hasher, replace)
        self.request_reset = RequestPasswordReset(begin)
        self.reset_token = IssueResetToken(begin, self.policy)
        self.reset = ResetPassword(begin, self.hasher, replace)
        self.session_queries = SessionQueryService(InMemorySessionQueries(self.in_memory))
        self.end_session = EndSession(begin, self.authenticate)
        self.end_sessions = EndSessions(begin, self.authenticate)
        self.revoke = RevokeToken(begin, self.tokens, self.authenticate)
        self.client_token = IssueClientToken(self.in_memory, self.tokens, self.policy, CATALOG)

    async def user(self, name: str = "ada", role: Role = Role.CUSTOMER, password: str = PASSWORD) -> User:
        """A registered user whose role is set directly in the store."""
        user = await self.register(
            RegisterUserCommand(
                principal=ANONYMOUS,
                metadata=METADATA,
                email=f"{name}@example.com",
                username=name,
                password=password,
                full_name=None,
            )
        )
        self.in_memory.memory.users[user.id].role = role
        return self.in_memory.memory.users[user.id]

    async def signed_in(
        self, name: str = "ada", password: str = PASSWORD, scopes: frozenset[str] | None = None
    ) -> Issued:
        return await self.sign_in(SignInCommand(Login.read(name), password, SessionOptions(scopes, "test/1")))

    async def refreshed(self, token: str | None, scopes: frozenset[str] | None = None) -> Issued:
        assert token
        return await self.refresh(
            RefreshSessionCommand(principal=SYSTEM, metadata=METADATA, refresh_token=token, scopes=scopes)
        )

    def event_types(self) -> list[str]:
        return [recorded.event.type for recorded in self.in_memory.memory.events]


def principal(user: User, *scopes: str) -> Principal:
    """The user's principal, by default with the scopes of the role."""
    return Principal(str(user.id), "user", frozenset(scopes) or CATALOG.of(user.role), owner_id=user.id)


@pytest.fixture
def use_cases() -> UseCases:
    return UseCases()
