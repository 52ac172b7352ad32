"""Text normalization and readable single-line text.

Canonical text is in Unicode Normalization Form C (Unicode Standard Annex 15). The same characters have the same code
points on every keyboard and system, so that texts can be compared and searched directly.
"""

import re
import unicodedata
from typing import LiteralString, NamedTuple

CONTROL = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
"""Characters that a line must not contain, for a character class of a pattern: control characters, line and
paragraph separators, directional embeddings, overrides and isolates, byte order marks, annotations.
"""

_INVISIBLE = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
)
"""Invisible characters that a line may contain, for a character class of a pattern: joiners (Persian, emoji),
soft hyphens, directional marks, variation selectors.
"""

_BREAKS_LINE = re.compile(f"[{CONTROL}]")
_VISIBLE = re.compile(f"[^\\s{CONTROL}{_INVISIBLE}\U000e0000-\U000e0fff]")
_JOINERS = frozenset("\xad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064")
"""Characters that join or separate two characters, so that a line must not begin or end with one."""


_LEAST_DIGITS = 3


class TextError(NamedTuple):
    """The error of a text that is not a readable line: a stable code and a message."""

    code: LiteralString
    message: str


def canonical_text(text: str) -> str:
    """Return the text in Normalization Form C."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def check_line(text: str) -> TextError | None:
    """Return the error of the stripped text if it is not a readable line, else None.

    Joiners are allowed between two characters (Persian, Indic scripts, emoji). A text without any visible character
    is an error.
    """
    if text.isascii() and text.isprintable():
        return None
    if (found := _BREAKS_LINE.search(text)) is not None:
        reason = "breaks the line, steers its direction or is a control character: leave it out"
        return TextError("control_character", f"The character {_named(found.group())} {reason}.")
    if _VISIBLE.search(text) is None:
        return TextError("invisible_text", "Nothing of the text can be seen: write at least one visible character.")
    for end in (text[0], text[-1]):
        if end in _JOINERS:
            message = f"The text begins or ends with the invisible character {_named(end)}: leave it out."
            return TextError("invisible_text", message)
    return None


def check_phone(text: str) -> TextError | None:
    """Return the error of a text that is not a readable line with at least three digits of any script, else None."""
    if (flaw := check_line(text)) is not None:
        return flaw
    if sum(map(str.isdecimal, text)) < _LEAST_DIGITS:
        return TextError(
            "phone_invalid", "A telephone number has at least three digits; whatever else helps is welcome."
        )
    return None


def first_control_character(text: str, allowed: str = "\t\n\r") -> str | None:
    """Return the first control character that is not allowed, in the form `U+001B`; None if there is none."""
    if text.isascii() and text.isprintable():
        return None
    return next((_named(c) for c in text if unicodedata.category(c) == "Cc" and c not in allowed), None)


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
