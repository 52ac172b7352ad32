"""What other modules may ask of users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.kernel.events import Event
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Customer:
    """A user as one who buys."""

    id: int
    email: str
    username: str
    full_name: str | None
    is_active: bool
    email_verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EmailVerification:
    """A token by which the customer, signed in, verifies the address, within so many hours."""

    customer: Customer
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A secret that lets its holder set the customer's password, once, within so many minutes."""

    customer: Customer
    token: str = field(repr=False)
    minutes: int


class UsersApi(Protocol):
    async def customers(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, Customer]:
        """Those of the users that exist, by id; one statement. Locks nothing."""
        ...

    async def customer_of(self, tx: Transaction, email: str) -> int | None:
        """The id of the user with this e-mail address, however it is spelled; one statement."""
        ...

    async def customer(self, user_id: int) -> Customer | None:
        """One user, read outside any transaction."""
        ...

    async def password_reset(self, reset_id: int) -> PasswordReset | None:
        """A fresh token for the wish of `PasswordResetRequested`, which ends any older one of the user.

        None where nobody is to be sent one: there is no such account, it is not active, or it
        has wished again or set a password since.
        """
        ...

    async def email_verification(self, user_id: int) -> EmailVerification | None:
        """A fresh token for the user's address; None where the account is gone, not active, or verified."""
        ...


@dataclass(frozen=True, slots=True)
class UserPolicy:
    """What the shop decides about its users.

    `signing_keys`: newest first; the first signs, all verify. `key_prefix` begins every API
    key and tells its environment. `refresh_for` is how long a session lasts unused,
    `session_for` how long at most, `reset_for` how long the token of a forgotten password.
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
    """How long a caller once looked up is believed; under a second, so that who is put out is out."""


@dataclass(frozen=True, slots=True)
class UserRegistered(Event):
    """Somebody has an account."""

    type = "users.user.registered"
    aggregate_type = "user"

    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
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
    """Another password opens the account; sessions begun with the old one have ended."""

    type = "users.user.password_changed"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserEmailVerificationRequested(Event):
    """The user wants another mail by which to verify the address."""

    type = "users.user.email_verification_requested"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserEmailVerified(Event):
    """The user has shown that mail to the account's address reaches them."""

    type = "users.user.email_verified"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserDeactivated(Event):
    """The account opens nothing until somebody activates it again; its sessions have ended."""

    type = "users.user.deactivated"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class UserDeleted(Event):
    """The account is gone: whoever keeps personal data of the user erases it."""

    type = "users.user.deleted"
    aggregate_type = "user"

    user_id: int


@dataclass(frozen=True, slots=True)
class SessionReuseDetected(Event):
    """A spent refresh token was shown again: somebody has a copy. The session has been ended."""

    type = "users.session.reuse_detected"
    aggregate_type = "session"

    session_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class PasswordResetRequested(Event):
    """Somebody has forgotten a password. It tells of no account: there may be none."""

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
"""Everything this module publishes."""
