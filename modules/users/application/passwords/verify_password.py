"""Whether a password is the hashed one, in whichever form it was hashed."""

from dataclasses import replace

from modules.users.domain.password import comparable
from modules.users.ports.password_hasher import PasswordHasher, Verdict


async def verify_password(hasher: PasswordHasher, password: str, known_hash: str | None) -> Verdict:
    """A hash of an older form is replaced by `new_hash`. Takes as long whether or not there is a hash to compare.

    Raises Unavailable `busy` when too many are waiting already.
    """
    verdict = Verdict(matches=False)
    forms = comparable(password)
    for form in forms:
        verdict = await hasher.verify(form, known_hash)
        if verdict.matches:
            return verdict if form == forms[0] else replace(verdict, new_hash=await hasher.hash(forms[0]))
    return verdict
