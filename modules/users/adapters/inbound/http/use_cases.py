"""The use cases that the routes call."""

from dataclasses import dataclass

from modules.users.application.accounts.change_profile import ProfileChange
from modules.users.application.accounts.change_user import UserChange
from modules.users.application.accounts.delete_user import Deletion
from modules.users.application.accounts.export_user import ExportUser
from modules.users.application.accounts.get_user import GetUser
from modules.users.application.accounts.list_users import ListUsers
from modules.users.application.accounts.register_user import Registration
from modules.users.application.accounts.verify_email import EmailConfirmation, VerificationRequest
from modules.users.application.api_keys.api_key_queries import ReadApiKeys
from modules.users.application.api_keys.create_api_key import ApiKeyRequest, CreatedKey
from modules.users.application.api_keys.delete_api_key import KeyDeletion
from modules.users.application.passwords.change_password import PasswordChange
from modules.users.application.passwords.request_password_reset import RequestPasswordReset
from modules.users.application.passwords.reset_password import PasswordResetting
from modules.users.application.sessions.end_sessions import SessionEnd, SessionsEnd
from modules.users.application.sessions.issue_client_token import IssueClientToken
from modules.users.application.sessions.refresh_session import RefreshSession
from modules.users.application.sessions.revoke_token import RevokeToken
from modules.users.application.sessions.session_queries import ReadSessions
from modules.users.application.sessions.sign_in import SignIn
from modules.users.domain.user import User
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class UserUseCases:
    register: UseCase[Registration, User]
    get: GetUser
    listed: ListUsers
    change: UseCase[UserChange, User]
    change_profile: UseCase[ProfileChange, User]
    delete: UseCase[Deletion, None]
    export: ExportUser


@dataclass(frozen=True, slots=True)
class TokenUseCases:
    sign_in: SignIn
    refresh: RefreshSession
    client: IssueClientToken


@dataclass(frozen=True, slots=True)
class SessionUseCases:
    read: ReadSessions
    end: UseCase[SessionEnd, None]
    end_all: UseCase[SessionsEnd, None]
    revoke: RevokeToken


@dataclass(frozen=True, slots=True)
class PasswordUseCases:
    change: UseCase[PasswordChange, User]
    request_reset: RequestPasswordReset
    reset: UseCase[PasswordResetting, User]


@dataclass(frozen=True, slots=True)
class EmailUseCases:
    request: UseCase[VerificationRequest, User]
    verify: UseCase[EmailConfirmation, User]


@dataclass(frozen=True, slots=True)
class ApiKeyUseCases:
    create: UseCase[ApiKeyRequest, CreatedKey]
    read: ReadApiKeys
    delete: UseCase[KeyDeletion, None]
