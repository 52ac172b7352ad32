"""What may be a password, and the one form of it that is hashed and compared: OpaqueString of RFC 8265.

Spaces of any kind are the plain one, characters are in Normalization Form C, and nothing else is folded: neither case
nor what is only compatible, so that no two passwords that look different are one.
"""

import unicodedata
from collections.abc import Sequence

from modules.users.domain.errors import invalid_field

MIN_LENGTH = 8
MAX_LENGTH = 128
"""Characters; longer ones are refused, never cut."""

_COMMON_PASSWORDS = """
    password passw0rd 12345678 123456789 1234567890 0123456789 87654321 987654321 11111111 00000000
    88888888 12341234 11223344 12344321 1q2w3e4r 1qaz2wsx qwertyui qwertyuiop asdfghjk asdfghjkl
    abcd1234 abcdefgh iloveyou sunshine princess football baseball superman trustno1 starwars
    computer internet whatever letmein1 changeme welcome1 administrator
"""
_TOO_COMMON = frozenset(_COMMON_PASSWORDS.split())


def opaque(password: str) -> str:
    """One form for every way a keyboard may compose the same characters (RFC 8265 §4.2.2)."""
    plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", plain)


def comparable_forms(password: str) -> Sequence[str]:
    """The forms in which a password may have been hashed, today's first; none for one that is too long.

    Hashes of before used Normalization Form KC.
    """
    forms = dict.fromkeys((opaque(password), unicodedata.normalize("NFKC", password)))
    return [form for form in forms if len(form) <= MAX_LENGTH]


def validate_password(password: str, pointer: str = "/password") -> str:
    """The password as it is hashed. Raise Invalid at `pointer` if it is too short, long or common."""
    form = opaque(password)
    if not MIN_LENGTH <= len(form) <= MAX_LENGTH:
        raise invalid_field(pointer, "password_length", "A password has 8 to 128 characters.")
    if form.casefold() in _TOO_COMMON:
        raise invalid_field(pointer, "password_too_common", "This password is among the first anybody would guess.")
    return form
