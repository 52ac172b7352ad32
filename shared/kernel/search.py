"""What a caller looks for: the words of `q`, each of which must be found."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel.values.folding import compacted, folded

MIN_INFIX_LENGTH = 3
"""Shorter words are looked for at the beginning of a word only: any part of one would be in nearly every text."""

_SHORTEST_NUMBER = 5
_LONGEST_ID = 16


@dataclass(frozen=True, slots=True)
class Search:
    """`words` are folded. `compact` is the whole query without blanks and signs where it may be a number written
    another way (`1Z 999-AA1`): it is found instead of the words. `id` is what the query names as a number.
    """

    words: Sequence[str]
    compact: str | None = None
    id: int | None = None


def parse_search(q: str, *, numbered: bool = True) -> Search | None:
    """What `q` looks for; None if there is nothing in it to look for: blanks, or ASCII signs alone, which an index
    of letters and digits cannot find. Only what is `numbered` has ids to be found by.

    `#4711` is the thing of that number and nothing else; `4711` also whatever contains it. Zeros
    at the beginning of a number with blanks or signs in it are left out, since a telephone number
    may be written with or without the prefix of its country.
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
