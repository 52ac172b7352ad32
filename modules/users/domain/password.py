"""Password rules, and the form that is hashed and compared: OpaqueString of RFC 8265.

All kinds of spaces are mapped to the ASCII space, and characters to Normalization Form C. Neither case nor
compatibility characters are folded, so that passwords that look different stay different.
"""

import unicodedata
from collections.abc import Sequence

from modules.users.domain.errors import invalid_field

MIN_LENGTH = 8
MAX_LENGTH = 128
"""In characters. Longer passwords are refused, never truncated."""

_COMMON_PASSWORDS = """
    password passw0rd 12345678 123456789 1234567890 0123456789 87654321 987654321 11111111 00000000
    88888888 12341234 11223344 12344321 1q2w3e4r 1qaz2wsx qwertyui qwertyuiop asdfghjk asdfghjkl
    abcd1234 abcdefgh iloveyou sunshine princess football baseball superman trustno1 starwars
    computer internet whatever letmein1 changeme welcome1 administrator
"""
_TOO_COMMON = frozenset(_COMMON_PASSWORDS.split())


def opaque(password: str) -> str:
    """Return the same form for all ways to compose the same characters (RFC 8265 §4.2.2)."""
    plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in password)
    return unicodedata.normalize("NFC", plain)


def comparable_forms(password: str) -> Sequence[str]:
    """Return the forms in which a password may have been hashed, the current one first; none if it is too long.

    Older hashes used Normalization Form KC.
    """
    forms = dict.fromkeys((opaque(password), unicodedata.normalize("NFKC", password)))
    return [form for form in forms if len(form) <= MAX_LENGTH]


def validate_password(password: str, pointer: str = "/password") -> str:
    """Return the form to hash. Raise Invalid at `pointer` if the password is too short, too long or too common."""
    form = opaque(password)
    if not MIN_LENGTH <= len(form) <= MAX_LENGTH:
        raise invalid_field(pointer, "password_length", "A password has 8 to 128 characters.")
    if form.casefold() in _TOO_COMMON:
        raise invalid_field(pointer, "password_too_common", "This password is too common.")
    return form
