"""Suggest the known name that a mistyped name probably means."""

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LENGTH = 64
"""Longer words are not compared: they are unlikely to be mistyped names, and the comparison would be slow."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the most similar known name; None if no similarity reaches `cutoff` (0 to 1)."""
    if len(word) > MAX_LENGTH:
        return None
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean …?` to append to a sentence, or an empty string."""
    name = nearest(word, known)
    return f" Did you mean `{name}`?" if name else ""
