"""Encode searchable text so that PostgreSQL's trigram index handles it in every locale."""

from sqlalchemy import ColumnElement, and_, false, or_

from shared.kernel.search import MIN_INFIX_LENGTH, Search

_DIGITS = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")


def stored(text: str) -> str:
    """Return folded text in its stored form: words separated by single blanks, and a blank before the first.

    `pg_trgm` treats as letters what the database's locale does; with `C` only ASCII letters. A
    character outside ASCII is therefore encoded in capitals, which folded text does not contain: `Y` and
    four, or `Z` and five, for the digits of its code point. It can then be found in any locale, and
    part of its code never matches another character.
    """
    return "".join(f" {word}" for word in _spelled(text).split())


def matches_search(column: ColumnElement[str], search: Search) -> ColumnElement[bool]:
    """The condition that the stored text contains all words, or the compact form of the query; ignores the id."""
    if not search.words:
        return false()
    found = and_(*(column.like(_pattern(word), escape="\\") for word in search.words))
    return found if search.compact is None else or_(found, column.like(_pattern(search.compact), escape="\\"))


def _pattern(word: str) -> str:
    escaped = "".join(f"\\{character}" if character in "\\%_" else character for character in _spelled(word))
    return f"%{escaped}%" if len(_spelled(word)) >= MIN_INFIX_LENGTH else f"% {escaped}%"


def _spelled(text: str) -> str:
    return "".join(character if character.isascii() else _name(ord(character)) for character in text)


def _name(code: int) -> str:
    digits = f"{code:04x}".translate(_DIGITS)
    return f"Y{digits}" if len(digits) == 4 else f"Z{digits}"
