"""Errors for violated constraints of this module."""

from collections.abc import Callable, Mapping

from modules.users.domain.errors import email_taken, invalid_credentials, username_taken
from shared.kernel.errors import DomainError, NotFound, Unavailable

CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    "uq_users_email_canonical": email_taken,
    "uq_users_username_canonical": username_taken,
    "fk_sessions_user_id": invalid_credentials,
    "fk_password_resets_user_id": Unavailable,
    "fk_api_keys_owner_id": lambda: NotFound("user"),
}
