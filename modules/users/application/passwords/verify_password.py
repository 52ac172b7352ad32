"""Verify a password in each form in which it may have been hashed."""

from dataclasses import replace

from modules.users.domain.password import comparable_forms
from modules.users.ports.password_hasher import PasswordCheck, PasswordHasher


async def verify_password(hasher: PasswordHasher, password: str, known_hash: str | None) -> PasswordCheck:
    """`new_hash` replaces a hash of an older form. Takes the same time with and without a known hash.

    Raises Unavailable `busy` when too many are waiting already.
    """
    result = PasswordCheck(matches=False)
    forms = comparable_forms(password)
    for form in forms:
        result = await hasher.verify(form, known_hash)
        if result.matches:
            return result if form == forms[0] else replace(result, new_hash=await hasher.hash(forms[0]))
    return result
