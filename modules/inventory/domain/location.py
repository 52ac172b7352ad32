"""A location that holds stock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.kernel.errors import Conflict, FieldError, Invalid, VersionMismatch

CODE = r"[A-Z0-9-]{1,10}"


class LocationNotEmpty(Conflict):
    """The location still holds stock."""

    def __init__(self) -> None:
        super().__init__("location_not_empty", "The location still holds stock.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Orders are served from active locations that fulfill online, those with a lower `priority` first."""

    code: str
    name: str
    country: str
    priority: int
    fulfills_online: bool
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        errors = list(self._errors())
        if errors:
            raise Invalid(errors)

    def _errors(self) -> Iterator[FieldError]:
        if not re.fullmatch(CODE, self.code):
            yield FieldError("/code", "pattern", "A code has 1 to 10 uppercase letters, digits or hyphens.")
        if not self.name.strip():
            yield FieldError("/name", "missing", "The name must not be blank.")
        if not re.fullmatch("[A-Z]{2}", self.country):
            yield FieldError("/country", "pattern", "The country must be an ISO 3166-1 alpha-2 code.")

    @property
    def fulfills_orders(self) -> bool:
        """Whether online orders are served from this location."""
        return self.active and self.fulfills_online

    def change(self, changes: Mapping[str, Any], now: datetime, version: int | None = None) -> "Location":
        """The location with some fields replaced; the same object if nothing differs. Raises VersionMismatch."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)
        changed = replace(self, **changes)
        if changed == self:
            return self
        return replace(changed, version=self.version + 1, updated_at=now)
