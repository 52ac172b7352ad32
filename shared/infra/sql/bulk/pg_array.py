"""Encodes columns of values as PostgreSQL array literals.

The driver checks every element of an array argument for a nested array, which costs more than
the rest of a large write. It sends text without a check.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Boolean, Column, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

Encode = Callable[[Sequence[object]], str]

_BETWEEN, _NULL = "\x1f", "\x1e"


def encoder_of(column: Column[object]) -> Encode | None:
    """Return the encoder of the column's values; None if the driver encodes them."""
    for type_, encode in _ENCODERS.items():
        if isinstance(column.type, type_):
            return encode
    return None


def single_encoder_of(column: Column[object]) -> Callable[[object], str | None] | None:
    """Return the encoder of one value of the column; None if the driver encodes it."""
    return document if isinstance(column.type, JSONB) else None


def texts(values: Sequence[object]) -> str:
    """Quote and escape all values in one pass; one by one only if a value contains the separator."""
    strings = [_NULL if value is None else value for value in values]
    joined = _BETWEEN.join(strings)  # type: ignore[arg-type]  # a column of text holds str and None
    if joined.count(_BETWEEN) != len(strings) - 1 or joined.count(_NULL) != values.count(None):
        return "{" + ",".join("NULL" if value is None else f'"{_escaped(str(value))}"' for value in values) + "}"
    quoted = f'"{_escaped(joined)}"'.replace(_BETWEEN, '","')
    return "{" + quoted.replace(f'"{_NULL}"', "NULL") + "}"


def documents(values: Sequence[object]) -> str:
    """A string is JSON text already; other values are encoded."""
    return texts([document(value) for value in values])


def document(value: object) -> str | None:
    """JSON text of the value."""
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()


def numbers(values: Sequence[object]) -> str:
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def booleans(values: Sequence[object]) -> str:
    return "{" + ",".join(["NULL" if value is None else "t" if value else "f" for value in values]) + "}"


def times(values: Sequence[object]) -> str:
    """Most values are equal: the time of the transaction."""
    known: dict[object, str] = {None: "NULL"}
    parts: list[str] = []
    for value in values:
        text = known.get(value)
        if text is None and isinstance(value, datetime):
            text = known[value] = f'"{value.isoformat()}"'
        parts.append(text or "")
    return "{" + ",".join(parts) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


_ENCODERS: dict[type, Encode] = {
    Integer: numbers,  # also its subclasses for big and small integers
    Text: texts,
    JSONB: documents,
    Boolean: booleans,
    DateTime: times,
}
