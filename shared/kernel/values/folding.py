"""Fold text for searching: without case, accents and Unicode's alternative forms of one character."""

import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
        "‘": "'", "’": "'", "ʼ": "'", "‛": "'", "“": '"', "”": '"', "„": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    }
)  # fmt: skip
"""Common substitutes for letters and signs that Unicode does not decompose."""


def folded(text: str) -> str:
    """Return the text without case, accents, invisible characters and repeated blanks. Idempotent.

    Compatibility forms are decomposed (NFKD: full-width letters, ligatures), letters casefolded,
    accents and vocalization removed, digits of every script converted to ASCII, and the result
    is composed (NFC). Marks that form another letter (kana voicing, Indic and Thai vowels) are preserved.
    """
    once = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    kept = "".join(_plain(character) for character in unicodedata.normalize("NFKD", once))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def compacted(text: str) -> str:
    """Return only the letters and digits of folded text: one form of `EC1A 1BB`, `ec1a1bb` and `EC1A-1BB`."""
    return "".join(character for character in folded(text) if character.isalnum())


def searchable(values: Iterable[str | None]) -> str:
    """Join the folded values to one searchable text, each value once and on its own line.

    A value with a digit (a postal code, a telephone or tracking number) is added in its
    compacted form too, because people omit or add blanks and hyphens.
    """
    forms: dict[str, None] = {}
    for value in values:
        if value:
            forms.setdefault(folded(value))
            if any(character.isdigit() for character in value):
                forms.setdefault(compacted(value))
    return "\n".join(form for form in forms if form)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    accent = unicodedata.combining(character)
    if accent == 1 or 10 <= accent <= 36 or accent >= 200:  # overlays, Hebrew and Arabic points, above and below
        return ""
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if kind == "Cc" else character
