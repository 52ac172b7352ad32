"""Map locations to rows and back: a column and its field have the same name."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import asyncpg

from modules.inventory.domain.location import Location

_NAMES = [field.name for field in fields(Location)]
COLUMNS = ", ".join(_NAMES)


def location_of(row: Mapping[Any, Any] | asyncpg.Record) -> Location:
    return Location(**{name: row[name] for name in _NAMES})


def row_of(location: Location) -> dict[str, object]:
    return asdict(location)
