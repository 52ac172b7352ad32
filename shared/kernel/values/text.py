"""Text normalization and readable single-line text.

Canonical means Unicode Normalization Form C (Unicode Standard Annex 15): the same characters are the same code
points, whichever keyboard or system composed them, so that equality and search need no second thought.
"""

import re
import unicodedata
from typing import LiteralString, NamedTuple

CONTROL = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
"""For a class in a pattern: what may stand nowhere in a line. Control characters, separators of lines and
paragraphs, embeddings, overrides and isolates of direction, byte order marks, annotations.
"""

_INVISIBLE = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
)
"""For a class in a pattern: what cannot be seen by itself, though text may need it. Joiners in Persian and emoji,
soft hyphens, marks of direction, selectors of a variant.
"""

_BREAKS_LINE = re.compile(f"[{CONTROL}]")
_VISIBLE = re.compile(f"[^\\s{CONTROL}{_INVISIBLE}\U000e0000-\U000e0fff]")
_JOINERS = frozenset("\xad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064")
"""What joins or parts its two neighbours, and so has one on both sides."""


_LEAST_DIGITS = 3


class TextError(NamedTuple):
    """Why a text is no line: a stable code, and a sentence for people."""

    code: LiteralString
    message: str


def canonical_text(text: str) -> str:
    """The text in Normalization Form C."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def check_line(text: str) -> TextError | None:
    """Why the text, stripped of surrounding blanks, is not a readable line; None if it is.

    Joiners are welcome between two characters (Persian, the scripts of India, emoji); a text of nothing that can be
    seen is none.
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
    """Why the text can be no telephone number: it is a line with fewer than three digits of any script."""
    if (flaw := check_line(text)) is not None:
        return flaw
    if sum(map(str.isdecimal, text)) < _LEAST_DIGITS:
        return TextError(
            "phone_invalid", "A telephone number has at least three digits; whatever else helps is welcome."
        )
    return None


def first_control_character(text: str, allowed: str = "\t\n\r") -> str | None:
    """The name of the first control character that is none of the allowed ones, as `U+001B`; None if there is none."""
    if text.isascii() and text.isprintable():
        return None
    return next((_named(c) for c in text if unicodedata.category(c) == "Cc" and c not in allowed), None)


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
