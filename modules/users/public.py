"""Public interface of the users module."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.kernel.events import Event
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Customer:
    """A user as a customer."""

    id: int
    email: str
    username: str
    full_name: str | None
    is_active: bool
    email_verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EmailVerification:
    """A token that verifies the customer's address within `hours`."""

    customer: Customer
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A token that sets the customer's password once, within `minutes`."""

    customer: Customer
    token: str = field(repr=False)
    minutes: int


class UsersApi(Protocol):
    async def get_customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        """Return the existing users by id, in one statement without locks."""
        ...

    async def find_customer_id(self, tx: Transaction, email: str) -> int | None:
        """Return the id of the user with this e-mail address in any spelling, in one statement."""
        ...

    async def get_customer(self, user_id: int) -> Customer | None:
        """Return one user, read outside any transaction."""
        ...

    async def issue_password_reset(self, reset_id: int) -> PasswordReset | None:
        """Issue a token for the request of `PasswordResetRequested`, which replaces the user's older ones.

        None if there is no such account, it is inactive, or it has made a later request or set a
        password since.
        """
        ...

    async def issue_email_verification(self, user_id: int) -> EmailVerification | None:
        """Issue a token for the user's address; None if the account is deleted, inactive or verified."""
        ...


@dataclass(frozen=True, slots=True)
class UserPolicy:
    """Settings of the users module.

    `signing_keys`: newest first; the first signs, all verify. `key_prefix` starts every API
    key and identifies its environment. `refresh_for` is how long an unused session lasts,
    `session_for` its maximum lifetime, `reset_for` the lifetime of a password reset token.
    """

    signing_keys: tuple[str, ...] = field(repr=False)
    key_prefix: str = "sk_"
    issuer: str = "tradepost"
    audience: str = "tradepost"
    access_for: timedelta = timedelta(minutes=15)
    refresh_for: timedelta = timedelta(days=30)
    session_for: timedelta = timedelta(days=90)
    reset_for: timedelta = timedelta(minutes=30)
    principal_cache_ttl: timedelta = timedelta(milliseconds=900)
    """How long a looked-up principal is cached; under a second, so that a revocation takes effect soon."""


@dataclass(frozen=True, slots=True)
class UserRegistered(Event):
    """A user has registered."""

    type = "users.user.registered"
    aggregate_type = "user"

    user_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUpdated(Event):
    """`fields` names what changed: `username`, `full_name`, `role`, `is_active`."""

    type = "users.user.updated"
    aggregate_type = "user"

    user_id: int
    fields: Sequence[str]
    role: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class UserPasswordChanged(Event):
    """The password was changed. Sessions that started with the old one have ended."""

    type = "users.user.password_changed"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserEmailVerificationRequested(Event):
    """The user requested another verification mail."""

    type = "users.user.email_verification_requested"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserEmailVerified(Event):
    """The user has verified the account's e-mail address."""

    type = "users.user.email_verified"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserDeactivated(Event):
    """The account was deactivated. Its sessions have ended."""

    type = "users.user.deactivated"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserDeleted(Event):
    """The account was deleted. Consumers must erase the user's personal data."""

    type = "users.user.deleted"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class SessionReuseDetected(Event):
    """A used refresh token was presented again, so it may have been stolen. The session has been ended."""

    type = "users.session.reuse_detected"
    aggregate_type = "session"

    session_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class PasswordResetRequested(Event):
    """A password reset was requested. The event names no account, because there may be none."""

    type = "users.password_reset.requested"
    aggregate_type = "password_reset"

    reset_id: int


EVENTS: tuple[type[Event], ...] = (
    UserRegistered,
    UserUpdated,
    UserPasswordChanged,
    UserEmailVerificationRequested,
    UserEmailVerified,
    UserDeactivated,
    UserDeleted,
    SessionReuseDetected,
    PasswordResetRequested,
)
"""All events that this module publishes."""
