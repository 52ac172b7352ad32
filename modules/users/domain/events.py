"""Facts a user's life consists of, as the aggregate records them."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Registered:
    pass


@dataclass(frozen=True, slots=True)
class Updated:
    """`fields` names what changed, never to what: names are personal."""

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
