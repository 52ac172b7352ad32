"""What happens to an order, as the order itself records it: its history is made of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from modules.orders.domain.life import PaymentStatus, Status
from shared.kernel.events import Cause


@dataclass(frozen=True, slots=True)
class Fact:
    """`sequence` counts the order's facts gaplessly from 1; the states are those after it."""

    name: ClassVar[str]

    sequence: int
    at: datetime
    cause: Cause
    status: Status
    payment_status: PaymentStatus
    version: int

    @property
    def detail(self) -> dict[str, object]:
        """What the history keeps beside the states."""
        return {}


@dataclass(frozen=True, slots=True)
class Placed(Fact):
    name: ClassVar[str] = "placed"


@dataclass(frozen=True, slots=True)
class Confirmed(Fact):
    name: ClassVar[str] = "confirmed"


@dataclass(frozen=True, slots=True)
class Expired(Fact):
    name: ClassVar[str] = "expired"


@dataclass(frozen=True, slots=True)
class Cancelled(Fact):
    name: ClassVar[str] = "cancelled"

    reason: str

    @property
    def detail(self) -> dict[str, object]:
        return {"reason": self.reason}


@dataclass(frozen=True, slots=True)
class Updated(Fact):
    name: ClassVar[str] = "updated"

    fields: Sequence[str]

    @property
    def detail(self) -> dict[str, object]:
        return {"fields": list(self.fields)}


@dataclass(frozen=True, slots=True)
class Held(Fact):
    name: ClassVar[str] = "held"

    reason: str

    @property
    def detail(self) -> dict[str, object]:
        return {"reason": self.reason}


@dataclass(frozen=True, slots=True)
class Released(Fact):
    name: ClassVar[str] = "released"
