"""E-mail addresses as they are compared."""

import unicodedata


def canonical(address: str) -> str:
    """The same for every spelling of an address; what cannot be one comes back folded all the same.

    Compatibility forms are folded (full-width letters, the Kelvin sign), case is ignored, the
    domain is compared in its ASCII form without the root's dot.
    """
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).rpartition("@")
    compared = ascii_domain(domain) or _folded(domain)
    return f"{_folded(local)}@{compared.rstrip('.')}"


def ascii_domain(domain: str) -> str:
    """The domain as DNS has it; empty if it cannot be one."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())
