"""What may be a password, and the one form of it that is hashed and compared."""

import unicodedata

from modules.users.domain.errors import invalid_field

SHORTEST = 8
LONGEST = 128
"""Characters; longer ones are refused, never cut."""

_GUESSED_FIRST = """
    password passw0rd 12345678 123456789 1234567890 0123456789 87654321 987654321 11111111 00000000
    88888888 12341234 11223344 12344321 1q2w3e4r 1qaz2wsx qwertyui qwertyuiop asdfghjk asdfghjkl
    abcd1234 abcdefgh iloveyou sunshine princess football baseball superman trustno1 starwars
    computer internet whatever letmein1 changeme welcome1 administrator
"""
_TOO_COMMON = frozenset(_GUESSED_FIRST.split())


def normalised(password: str) -> str:
    """One form for every way a keyboard may compose the same characters."""
    return unicodedata.normalize("NFKC", password)


def comparable(password: str) -> str | None:
    """The password in that form; None for one that is too long to be anybody's."""
    form = normalised(password)
    return form if len(form) <= LONGEST else None


def acceptable(password: str, pointer: str = "/password") -> str:
    """The password as it is hashed. Raise Invalid at `pointer` if it is too short, long or common."""
    form = normalised(password)
    if not SHORTEST <= len(form) <= LONGEST:
        raise invalid_field(pointer, "password_length", "A password has 8 to 128 characters.")
    if form.casefold() in _TOO_COMMON:
        raise invalid_field(pointer, "password_too_common", "This password is among the first anybody would guess.")
    return form
