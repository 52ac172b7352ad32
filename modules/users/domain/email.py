"""E-mail addresses and their canonical form."""

import re
import unicodedata
from dataclasses import dataclass

from modules.users.domain.errors import invalid_field
from shared.kernel.values.email import ascii_domain, canonical

MAX_LENGTH = 254
_MAX_LOCAL_LENGTH = 64
_FORBIDDEN = frozenset('"(),:;<>@[\\]')
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Email:
    """`address` is where mail goes; `canonical` is the same for every spelling of it, and unique."""

    address: str
    canonical: str

    @classmethod
    def parse(cls, text: str, pointer: str = "/email") -> "Email":
        """Raise Invalid at `pointer` for an invalid address; invisible characters are not allowed."""
        address = unicodedata.normalize("NFKC", text.strip())
        local, at, domain = address.rpartition("@")
        compared = canonical(address)
        if (
            not at
            or len(address) > MAX_LENGTH
            or len(compared) > MAX_LENGTH
            or not _is_local(local)
            or not _is_domain(domain)
        ):
            raise invalid_field(pointer, "invalid_email", "This is not a valid e-mail address.")
        return cls(address, compared)


def _is_local(local: str) -> bool:
    return (
        0 < len(local) <= _MAX_LOCAL_LENGTH
        and not any(character in _FORBIDDEN or unicodedata.category(character)[0] in "CZ" for character in local)
        and "" not in local.split(".")
    )


def _is_domain(domain: str) -> bool:
    labels = ascii_domain(domain).split(".")
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
