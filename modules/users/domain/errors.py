"""Errors of the users module."""

from shared.kernel.errors import Conflict, FieldError, Invalid, Unauthenticated


def invalid_field(pointer: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(pointer, code, message)])


def email_taken() -> Conflict:
    return Conflict("email_taken", "An account with this e-mail address exists.")


def username_taken() -> Conflict:
    return Conflict("username_taken", "An account with this user name exists.")


def last_admin() -> Conflict:
    return Conflict("last_admin", "The last active administrator cannot be removed.")


def invalid_credentials() -> Unauthenticated:
    """One error for wrong credentials, unknown names and disabled accounts, so that they look the same."""
    return Unauthenticated("invalid_credentials", "The credentials do not match.")


def unsupported_token_type() -> Invalid:
    """RFC 7009 §2.2.1."""
    message = "Tokens of API clients end with their key: delete the key instead."
    return invalid_field("/token", "unsupported_token_type", message)


def reset_token_invalid() -> Invalid:
    """One error for unknown, used, replaced and expired tokens."""
    message = "The token is invalid: it was used or replaced, or is older than half an hour."
    return invalid_field("/token", "token_invalid", message)


def verification_token_invalid() -> Invalid:
    """One error for other accounts', used and expired tokens."""
    message = "The token does not verify this account: sign in as the account it was sent to, or request a new mail."
    return invalid_field("/token", "token_invalid", message)


def refresh_reused() -> Unauthenticated:
    return Unauthenticated("refresh_reused", "This refresh token was used before; the session has been ended.")


def token_invalid() -> Unauthenticated:
    return Unauthenticated("token_invalid", "The token is invalid.")


def token_expired() -> Unauthenticated:
    return Unauthenticated("token_expired", "The token has expired.")


def account_inactive() -> Unauthenticated:
    return Unauthenticated("account_inactive", "The account is not active.")
