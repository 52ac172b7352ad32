"""Spans of SQL statements: operation and table, never the text or the values."""

import re
from contextlib import AbstractContextManager
from functools import lru_cache

from shared.infra.tracing.spans import UNTRACED, Kind, Span, child_span, tracer

SYSTEM = {"db.system.name": "postgresql"}

_CHANGE = re.compile(r"\b(INSERT(?= INTO)|UPDATE|DELETE(?= FROM))(?: INTO| FROM)?\s+([a-z_]+\.[a-z_]+)")
_READ = re.compile(r"\bFROM\s+([a-z_]+\.[a-z_]+)")


def statement_span(text: str) -> AbstractContextManager[Span]:
    """Trace the statement that is run in the block."""
    if tracer() is None:
        return UNTRACED
    summary = summary_of(text)
    return child_span(summary, Kind.CLIENT, {**SYSTEM, "db.query.summary": summary})


@lru_cache(maxsize=1024)
def summary_of(text: str) -> str:
    """The operation with the first table that it changes, else the first that it reads: `INSERT schema.things`."""
    if change := _CHANGE.search(text):
        return f"{change[1]} {change[2]}"
    if read := _READ.search(text):
        return f"SELECT {read[1]}"
    return text.split(maxsplit=1)[0].rstrip(";").upper()
