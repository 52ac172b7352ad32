"""The user aggregate."""

from dataclasses import dataclass, field
from datetime import datetime

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.username import Username
from modules.users.public import (
    UserDeactivated,
    UserDeleted,
    UserEmailVerificationRequested,
    UserEmailVerified,
    UserPasswordChanged,
    UserRegistered,
    UserUpdated,
)
from shared.kernel.errors import VersionMismatch
from shared.kernel.events import Event, EventMetadata, OutgoingEvent


@dataclass(slots=True)
class User:
    """`event_count` numbers the user's events; `events` holds those that are not saved yet.

    `password_hash` None means that no sign-in is possible yet.
    """

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
    events: list[OutgoingEvent] = field(default_factory=list, compare=False)

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

    def record_registration(self, metadata: EventMetadata) -> None:
        self._record(UserRegistered(self.id, self.role.value), metadata)

    def check_version(self, version: int | None) -> None:
        """Raise VersionMismatch unless the version is the current one; None skips the check."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)

    def rename(self, username: Username, full_name: str | None, now: datetime, metadata: EventMetadata) -> None:
        before = {"username": self.username, "full_name": self.full_name}
        after = {"username": username, "full_name": full_name}
        changed = tuple(name for name in before if before[name] != after[name])
        self.username, self.full_name = username, full_name
        if changed:
            self._touch(now)
            self._record(
                UserUpdated(user_id=self.id, fields=changed, role=self.role.value, is_active=self.is_active), metadata
            )

    def change_access(
        self, role: Role, *, is_active: bool, now: datetime, metadata: EventMetadata
    ) -> dict[str, object]:
        """Set the role and status. Returns the changed fields with their old and new values."""
        changes: dict[str, object] = {}
        if role is not self.role:
            changes["role"] = [self.role.value, role.value]
        if is_active is not self.is_active:
            changes["is_active"] = [self.is_active, is_active]
        self.role, self.is_active = role, is_active
        if changes:
            self._touch(now)
        if updated := tuple(name for name in changes if name == "role" or is_active):
            self._record(UserUpdated(user_id=self.id, fields=updated, role=role.value, is_active=is_active), metadata)
        if "is_active" in changes and not is_active:
            self._record(UserDeactivated(self.id), metadata)
        return changes

    def request_email_verification(self, metadata: EventMetadata) -> bool:
        """Record the request. Returns whether a mail is needed, that is, the address is not verified."""
        if self.email_verified_at is not None:
            return False
        self._record(UserEmailVerificationRequested(self.id), metadata)
        return True

    def verify_email(self, now: datetime, metadata: EventMetadata) -> None:
        """Mark the address as verified."""
        self.email_verified_at = now
        self._touch(now)
        self._record(UserEmailVerified(self.id), metadata)

    def set_password_hash(self, password_hash: str, metadata: EventMetadata) -> None:
        """Replace the password. The user's version does not change, because no visible field does."""
        self.password_hash = password_hash
        self._record(UserPasswordChanged(self.id), metadata)

    def delete(self, metadata: EventMetadata) -> None:
        self._record(UserDeleted(self.id), metadata)

    def _record(self, event: Event, metadata: EventMetadata) -> None:
        self.event_count += 1
        self.events.append(
            OutgoingEvent(event, aggregate_id=str(self.id), sequence=self.event_count, metadata=metadata)
        )

    def _touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now
