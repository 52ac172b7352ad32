"""Validation of receiver URLs without a name look-up."""

import re
from ipaddress import IPv6Address
from urllib.parse import urlsplit, urlunsplit

from shared.kernel.errors import FieldError, Invalid

MAX_LENGTH = 2048
PORTS = {"https": (443, 8443), "http": (80, 8080)}
"""Allowed ports. Other ports belong to other services."""

_PRINTABLE = re.compile(r"[\x21-\x7e]+", re.ASCII)


def url_not_allowed(why: str) -> Invalid:
    return Invalid([FieldError("/url", "url_not_allowed", why)], "url_not_allowed", why)


def allowed_url(text: str, *, plain_http: bool, private: bool) -> str:
    """The URL with its host in ASCII. `private` allows localhost and any port. Raises Invalid `url_not_allowed`."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise url_not_allowed("The URL is not valid.") from None
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise url_not_allowed("The URL must begin with https://.")
    if "@" in parts.netloc or parts.fragment or "#" in text:
        raise url_not_allowed("The URL must not contain credentials or a fragment.")
    if port is not None and port not in PORTS[parts.scheme] and not private:
        raise url_not_allowed("The port is not allowed.")
    name = _ascii(host)
    if not private and (name == "localhost" or name.endswith(".localhost")):
        raise url_not_allowed("The host must not be localhost.")
    named = name + (f":{port}" if port is not None else "")
    url = urlunsplit((parts.scheme, named, parts.path or "/", parts.query, ""))
    if len(url) > MAX_LENGTH or not _PRINTABLE.fullmatch(url):
        raise url_not_allowed("The URL is too long or not percent-encoded.")
    return url


def _ascii(host: str) -> str:
    if ":" in host:
        return f"[{_without_zone(host)}]"
    try:
        name = host.encode("idna").decode("ascii") if host else ""
    except UnicodeError:
        name = ""
    name = name.lower().removesuffix(".")
    if not re.fullmatch(r"[a-z0-9_-][a-z0-9_.-]{0,252}", name, re.ASCII):
        raise url_not_allowed("The host name is not valid.")
    return name


def _without_zone(host: str) -> str:
    """The IPv6 address unchanged. An address with a zone is link-local and rejected."""
    try:
        address = IPv6Address(host)
    except ValueError:
        address = None
    if address is None or address.scope_id is not None:
        raise url_not_allowed("The host address is not allowed.")
    return host
