"""The search of a caller: the words of `q`, all of which must match."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.values.folding import compacted, folded

MIN_INFIX_LENGTH = 3
"""Shorter words match the beginning of a word only, because they would occur inside words of nearly every text."""

_SHORTEST_NUMBER = 5
_LONGEST_ID = 16


@dataclass(frozen=True, slots=True)
class Search:
    """`words` are folded. `compact` is the whole query without blanks and signs if it may be a number in another
    notation (`1Z 999-AA1`): it may match instead of the words. `id` is the number that the query may stand for.
    """

    words: Sequence[str]
    compact: str | None = None
    id: int | None = None


def parse_search(q: str, *, numbered: bool = True) -> Search | None:
    """Parse `q`; None if it has only blanks or ASCII signs, because the index contains only letters and digits.
    Resources are found by their id only if `numbered`.

    `#4711` matches only the resource with that id; `4711` also matches texts that contain it. Leading zeros
    of a number with blanks or signs are removed, because a telephone number
    may be written with or without its country prefix.
    """
    text = folded(q)
    number = text.removeprefix("#")
    id_ = int(number) if numbered and number.isdecimal() and number.isascii() and len(number) <= _LONGEST_ID else None
    if text.startswith("#") and id_ is not None:
        return Search((), None, id_)
    words = tuple(dict.fromkeys(text.split()))
    compact = compacted(text)
    if not words or (text.isascii() and not compact):
        return None
    if compact.isdecimal():
        compact = compact.lstrip("0")
    is_number = len(compact) >= _SHORTEST_NUMBER and any(character.isdigit() for character in compact)
    return Search(words, compact if is_number and (compact,) != words else None, id_)
