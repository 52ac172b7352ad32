"""Text as it is searched: without case, accents and the many ways Unicode has to write one character."""

import unicodedata
from collections.abc import Iterable

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
        "‘": "'", "’": "'", "ʼ": "'", "‛": "'", "“": '"', "”": '"', "„": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    }
)  # fmt: skip
"""What people type for a letter or a sign that does not decompose."""


def folded(text: str) -> str:
    """The text without case, accents, invisible characters and repeated blanks; folding it again changes nothing.

    Compatibility forms are decomposed (NFKD: full-width letters, ligatures), letters casefolded,
    accents and vocalization removed, digits of every script written as ASCII, and what is left
    composed again (NFC). Marks that make another letter (kana voicing, Indic and Thai vowels) stay.
    """
    once = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    kept = "".join(_plain(character) for character in unicodedata.normalize("NFKD", once))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def compacted(text: str) -> str:
    """Folded text without anything but letters and digits: one form of `EC1A 1BB`, `ec1a1bb` and `EC1A-1BB`."""
    return "".join(character for character in folded(text) if character.isalnum())


def searchable(values: Iterable[str | None]) -> str:
    """The folded values as one text to search in, each once and on a line of its own.

    A value with a digit in it (a postal code, a telephone or tracking number) is there in its
    compacted form too, since people leave out or add blanks and hyphens.
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
