"""Canonical e-mail addresses, for comparison."""

import unicodedata


def canonical(address: str) -> str:
    """Return one form for all spellings of an address. An invalid address is case-folded too.

    Compatibility forms are folded (full-width letters, the Kelvin sign), case is ignored, the
    domain is converted to its ASCII form without a trailing dot.
    """
    local, _, domain = unicodedata.normalize("NFKC", address.strip()).rpartition("@")
    compared = ascii_domain(domain) or _folded(domain)
    return f"{_folded(local)}@{compared.rstrip('.')}"


def ascii_domain(domain: str) -> str:
    """Return the domain in its ASCII form, as in DNS; empty if it is invalid."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())
