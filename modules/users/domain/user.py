"""The user aggregate."""

from dataclasses import dataclass, field
from datetime import datetime

from modules.users.domain.email import Email
from modules.users.domain.events import (
    Deactivated,
    Deleted,
    DomainEvent,
    EmailVerificationRequested,
    EmailVerified,
    PasswordChanged,
    Registered,
    Updated,
)
from modules.users.domain.roles import Role
from modules.users.domain.username import Username
from shared.kernel.errors import VersionMismatch


@dataclass(slots=True)
class User:
    """`event_count` numbers the user's published events; `password_hash` None means that no sign-in is possible yet."""

    id: int
    email: Email
    username: Username
    full_name: str | None
    role: Role
    is_active: bool
    password_hash: str | None = field(repr=False)
    created_at: datetime
    updated_at: datetime
    version: int = 1
    event_count: int = 0
    email_verified_at: datetime | None = None
    domain_events: list[DomainEvent] = field(default_factory=list, compare=False)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_acting_admin(self) -> bool:
        """Whether the user is an active administrator."""
        return self.is_admin and self.is_active

    @property
    def name(self) -> str:
        """The name of the user in audit entries and tokens."""
        return f"user:{self.id}"

    def registered(self) -> None:
        self.domain_events.append(Registered())

    def check_version(self, version: int | None) -> None:
        """Raise VersionMismatch unless the version is the current one; None skips the check."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)

    def rename(self, username: Username, full_name: str | None, now: datetime) -> None:
        before = {"username": self.username, "full_name": self.full_name}
        after = {"username": username, "full_name": full_name}
        changed = tuple(name for name in before if before[name] != after[name])
        self.username, self.full_name = username, full_name
        if changed:
            self._touch(now)
            self.domain_events.append(Updated(changed))

    def change_access(self, role: Role, *, is_active: bool, now: datetime) -> dict[str, object]:
        """Set the role and status. Returns the changed fields with their old and new values."""
        changes: dict[str, object] = {}
        domain_events: list[DomainEvent] = []
        if role is not self.role:
            changes["role"] = [self.role.value, role.value]
        if is_active is not self.is_active:
            changes["is_active"] = [self.is_active, is_active]
            domain_events += [] if is_active else [Deactivated()]
        updated = tuple(name for name in changes if name == "role" or is_active)
        if updated:
            domain_events.insert(0, Updated(updated))
        self.role, self.is_active = role, is_active
        if changes:
            self._touch(now)
        self.domain_events += domain_events
        return changes

    def request_email_verification(self) -> bool:
        """Record the request. Returns whether a mail is needed, that is, the address is not verified."""
        if self.email_verified_at is not None:
            return False
        self.domain_events.append(EmailVerificationRequested())
        return True

    def verify_email(self, now: datetime) -> None:
        """Mark the address as verified."""
        self.email_verified_at = now
        self._touch(now)
        self.domain_events.append(EmailVerified())

    def set_password_hash(self, password_hash: str) -> None:
        """Replace the password. The user's version does not change, because no visible field does."""
        self.password_hash = password_hash
        self.domain_events.append(PasswordChanged())

    def delete(self) -> None:
        self.domain_events.append(Deleted())

    def _touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now
