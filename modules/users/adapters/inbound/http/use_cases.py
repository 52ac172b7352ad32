"""The use cases that the routes call."""

from dataclasses import dataclass

from modules.users.application.accounts.change_profile import ChangeProfileCommand
from modules.users.application.accounts.change_user import ChangeUserCommand
from modules.users.application.accounts.delete_user import DeleteUserCommand
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.list_users import ListUsers
from modules.users.application.accounts.register_user import RegisterUserCommand
from modules.users.application.accounts.verify_email import RequestEmailVerificationCommand, VerifyEmailCommand
from modules.users.application.api_keys.api_key_queries import ReadApiKeys
from modules.users.application.api_keys.create_api_key import CreateApiKeyCommand, CreatedKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKeyCommand
from modules.users.application.passwords.change_password import ChangePasswordCommand
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import ResetPasswordCommand
from modules.users.application.sessions.end_sessions import EndSessionCommand, EndSessionsCommand
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.refresh_session import RefreshSession
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.session_queries import ReadSessions
from modules.users.application.sessions.sign_in import SignIn
from modules.users.domain.user import User
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class UserUseCases:
    register: UseCase[RegisterUserCommand, User]
    get: GetUser
    listed: ListUsers
    change: UseCase[ChangeUserCommand, User]
    change_profile: UseCase[ChangeProfileCommand, User]
    delete: UseCase[DeleteUserCommand, None]
    export: ExportUser


@dataclass(frozen=True, slots=True)
class TokenUseCases:
    sign_in: SignIn
    refresh: RefreshSession
    client: IssueClientToken


@dataclass(frozen=True, slots=True)
class SessionUseCases:
    read: ReadSessions
    end: UseCase[EndSessionCommand, None]
    end_all: UseCase[EndSessionsCommand, None]
    revoke: RevokeToken


@dataclass(frozen=True, slots=True)
class PasswordUseCases:
    change: UseCase[ChangePasswordCommand, User]
    request_reset: RequestPasswordReset
    reset: UseCase[ResetPasswordCommand, User]


@dataclass(frozen=True, slots=True)
class EmailUseCases:
    request: UseCase[RequestEmailVerificationCommand, User]
    verify: UseCase[VerifyEmailCommand, User]


@dataclass(frozen=True, slots=True)
class ApiKeyUseCases:
    create: UseCase[CreateApiKeyCommand, CreatedKey]
    read: ReadApiKeys
    delete: UseCase[DeleteApiKeyCommand, None]
