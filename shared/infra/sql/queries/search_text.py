"""Searched text as PostgreSQL's trigram index understands it in every locale."""

from sqlalchemy import ColumnElement, and_, false, or_

from shared.kernel.search import MIN_INFIX_LENGTH, Search

_DIGITS = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")


def stored(text: str) -> str:
    """Folded text as it is kept: words between single blanks, a blank before the first.

    `pg_trgm` takes for a letter what the database's locale does, under `C` only ASCII ones. A
    character outside ASCII is therefore spelled in capitals, of which folded text has none: `Y` and
    four, or `Z` and five, for the digits of its code point. So one can be found in any locale, and
    part of one is never taken for another.
    """
    return "".join(f" {word}" for word in _spelled(text).split())


def matches_search(column: ColumnElement[str], search: Search) -> ColumnElement[bool]:
    """That the stored text holds all of the words, or the compact form of the whole query; an id is not its matter."""
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
