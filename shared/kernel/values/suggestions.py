"""The known name that a mistyped one probably stands for."""

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LENGTH = 64
"""A longer word is no mistyped name, and comparing it would take time."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The most similar of the known names; None where none is similar (a ratio of `cutoff`, of 0 to 1)."""
    if len(word) > MAX_LENGTH:
        return None
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` to put behind a sentence, or nothing."""
    name = nearest(word, known)
    return f" Did you mean `{name}`?" if name else ""
