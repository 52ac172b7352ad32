"""Encodes columns of values as PostgreSQL array literals.

The driver looks at every element of an array it is given (is it an array again?), which
costs more than all the rest of a large write. A text it just hands on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Boolean, Column, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB

Encode = Callable[[Sequence[object]], str]

_BETWEEN, _NULL = "\x1f", "\x1e"


def encoder_of(column: Column[object]) -> Encode | None:
    """How the column's values become an array's text; None: leave them to the driver."""
    for type_, encode in _ENCODERS.items():
        if isinstance(column.type, type_):
            return encode
    return None


def texts(values: Sequence[object]) -> str:
    """Quoted and escaped in one pass over all of them; one by one only where they hold our marks."""
    strings = [_NULL if value is None else value for value in values]
    joined = _BETWEEN.join(strings)  # type: ignore[arg-type]  # a column of text holds str and None
    if joined.count(_BETWEEN) != len(strings) - 1 or joined.count(_NULL) != values.count(None):
        return "{" + ",".join("NULL" if value is None else f'"{_escaped(str(value))}"' for value in values) + "}"
    quoted = f'"{_escaped(joined)}"'.replace(_BETWEEN, '","')
    return "{" + quoted.replace(f'"{_NULL}"', "NULL") + "}"


def documents(values: Sequence[object]) -> str:
    """A string is JSON text already, anything else is encoded."""
    return texts([value if value is None or isinstance(value, str) else _json(value) for value in values])


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def numbers(values: Sequence[object]) -> str:
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def booleans(values: Sequence[object]) -> str:
    return "{" + ",".join(["NULL" if value is None else "t" if value else "f" for value in values]) + "}"


def times(values: Sequence[object]) -> str:
    """Mostly one and the same instant, that of the transaction."""
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
    Integer: numbers,  # and its big and small kin
    Text: texts,
    JSONB: documents,
    Boolean: booleans,
    DateTime: times,
}
