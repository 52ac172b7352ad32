"""Domain events of a user."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Registered:
    pass


@dataclass(frozen=True, slots=True)
class Updated:
    """`fields` names the changed fields without their values, because they are personal data."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deactivated:
    pass


@dataclass(frozen=True, slots=True)
class Deleted:
    pass


@dataclass(frozen=True, slots=True)
class EmailVerificationRequested:
    pass


@dataclass(frozen=True, slots=True)
class EmailVerified:
    pass


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    pass


DomainEvent: TypeAlias = (
    Registered | Updated | PasswordChanged | EmailVerificationRequested | EmailVerified | Deactivated | Deleted
)
