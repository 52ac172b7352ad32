"""Write CSV by RFC 4180, escaped so that no spreadsheet evaluates a cell as a formula."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from unicodedata import normalize

import orjson

_QUOTED = re.compile(r'[",;\t\r\n]')
"""Includes semicolons and tabs: if a spreadsheet splits at them, no part of a cell may begin a formula."""

_BLANK = re.compile(r"[\s\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""Blanks, control characters and invisible characters, which a spreadsheet may ignore."""

_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""A formula that consists only of a string: `="0012"`."""

_FORMULA = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_TRIGGERS = ("\t", "\r", "\n")


def csv_line(cells: Sequence[object]) -> bytes:
    """Return one line in UTF-8 with its CRLF.

    None is empty; datetimes are RFC 3339 in UTC, dates ISO 8601, booleans `true` or `false`,
    numbers plain, lists and mappings JSON. Text that a spreadsheet could evaluate as a formula is
    prefixed with an apostrophe; numbers never are. Raises ValueError for a datetime without offset.
    """
    written = [_cell(cell) for cell in cells]
    if written == [""]:
        # Readers would skip an empty line.
        return b'""\r\n'
    return (",".join(written) + "\r\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return _instant(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, list | tuple | dict):
        return _quoted(orjson.dumps(value, default=str).decode())
    return _quoted(_escaped(str(value)))


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without its offset is no instant")
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def unescaped(text: str) -> str:
    """Remove the apostrophe that `csv_line` added, so that the original text is restored."""
    return text[1:] if text[:1] == "'" and _needs_escaping(text) else text


def parse_cell(text: str) -> str:
    """Unescape the cell, and remove the formula `="…"` that preserves leading zeros in spreadsheets."""
    kept = _AS_TEXT.fullmatch(text)
    return unescaped(text) if kept is None else kept[1].replace('""', '"')


def _escaped(text: str) -> str:
    return f"'{text}" if _needs_escaping(text) else text


def _needs_escaping(text: str) -> bool:
    """Whether the text begins a formula, also after apostrophes, so that `unescaped` removes only an added one."""
    bare = text.lstrip("'")
    unseen = _BLANK.match(bare)
    seen = bare[unseen.end() :] if unseen else bare
    # Some spreadsheets treat full-width and small forms like the ASCII characters.
    return bare[:1] in _TRIGGERS or normalize("NFKC", seen[:1]) in _FORMULA


def _quoted(text: str) -> str:
    if _QUOTED.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'
