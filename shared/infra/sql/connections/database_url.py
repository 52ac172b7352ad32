"""URLs of PostgreSQL as libpq writes them, checked before anything connects.

The driver parses the URL itself. This module only takes out what the driver does not know, and names the server in
messages. No message and no `repr` holds a password.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
CONNECT_SECONDS = 5
_VERIFY_FULL = "verify-full"
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", _VERIFY_FULL)
_SESSIONS = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")
_BINDINGS = ("disable", "prefer", "require")
_OWN = ("channel_binding", "connect_timeout")
"""Parameters of libpq that the driver does not know; it would send them to the server as settings."""
_SYSTEM_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword")
_NOT_WITH_SYSTEM = ("sslcrl", "ssl_min_protocol_version", "ssl_max_protocol_version")
_ENCODE = "write @ : / ? # and % in user, password and database as %40 %3A %2F %3F %23 and %25"


def _one_of(*values: str) -> Callable[[str], str | None]:
    return lambda value: None if value in values else f"is one of {', '.join(values)}"


def _number(value: str) -> str | None:
    return None if value.isascii() and value.isdigit() else "is a number of seconds"


def _any(_: str) -> str | None:
    return None


PARAMETERS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("host", "port", "dbname", "user", "password", "passfile", "service"), _any),
    **dict.fromkeys(("sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl"), _any),
    **dict.fromkeys(("ssl_min_protocol_version", "ssl_max_protocol_version"), _any),
    **dict.fromkeys(("application_name", "options", "krbsrvname", "gsslib"), _any),
    "sslmode": _one_of(*_SSL_MODES),
    "sslnegotiation": _one_of("postgres", "direct"),
    "target_session_attrs": _one_of(*_SESSIONS),
    "channel_binding": _one_of(*_BINDINGS),
    "connect_timeout": _number,
}
"""The known parameters. Each function returns what a value has to be, None if it is that."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """`dsn` is what the driver gets, `place` is `host:port/database`, without user and password."""

    dsn: str = field(repr=False)
    place: str
    parameters: Mapping[str, str] = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> "DatabaseUrl":
        """Raises ValueError with what is wrong, without the URL."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise ValueError(_ENCODE) from None  # the original message holds a part of the URL
        if parts.scheme not in SCHEMES:
            raise ValueError("write a URL that begins with postgresql://")
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        place = _place(parts, given)
        _check(given)
        sent = {name: value for name, value in given.items() if name not in _OWN and value}
        if given.get("sslrootcert") == "system":
            # The driver would look for a file of that name; `tls` has the certificates instead.
            sent = {name: value for name, value in sent.items() if name not in _SYSTEM_TLS}
        query = urlencode(sent, quote_via=quote)
        return cls(f"postgresql://{parts.netloc}{parts.path}{f'?{query}' if query else ''}", place, given)

    @property
    def connect_seconds(self) -> int:
        """The time to connect to one host; 0 in the URL means the default, because a caller is waiting."""
        return int(self.parameters.get("connect_timeout") or 0) or CONNECT_SECONDS

    @property
    def demands_channel_binding(self) -> bool:
        return self.parameters.get("channel_binding") == "require"

    def tls(self) -> ssl.SSLContext | None:
        """The TLS context for the certificate authorities of the system; None if the driver makes the context."""
        if self.parameters.get("sslrootcert") != "system":
            return None
        context = ssl.create_default_context()
        context.set_alpn_protocols(["postgresql"])
        if certificate := self.parameters.get("sslcert"):
            context.load_cert_chain(
                certificate, self.parameters.get("sslkey"), lambda: self.parameters.get("sslpassword", "")
            )
        return context


def _place(parts: SplitResult, given: Mapping[str, str]) -> str:
    """The hosts with their ports, and the database. Raises ValueError for characters that need encoding."""
    user, _, hosts = parts.netloc.rpartition("@")
    database = unquote(parts.path.removeprefix("/")) or given.get("dbname") or unquote(user.partition(":")[0])
    if "@" in user or parts.fragment or re.search("[@/]", parts.path.removeprefix("/")):
        raise ValueError(_ENCODE)
    named = [_host(each, given.get("port", "")) for each in (hosts or given.get("host") or "").split(",")]
    return f"{','.join(named)}/{database}"


def _host(text: str, port: str) -> str:
    if text.startswith("/") or text.lower().startswith("%2f"):
        return unquote(text)
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.%]+[\w%.]*\]|[^\[\]:]*)(?::([0-9]{1,5}))?", text)
    if found is None:
        raise ValueError(f"not a host and port; {_ENCODE}, and put an IPv6 address in brackets")
    return f"{unquote(found[1]) or 'localhost'}:{found[2] or port or 5432}"


def _check(given: Mapping[str, str]) -> None:
    for name, value in given.items():
        if name not in PARAMETERS:
            shown = f"`{name}` is not a parameter of it" if re.fullmatch(r"\w{1,40}", name) else _ENCODE
            raise ValueError(f"{shown}; the parameters are {', '.join(PARAMETERS)}")
        if value and (expected := PARAMETERS[name](value)):
            raise ValueError(f"`{name}` {expected}")
    if given.get("sslrootcert") == "system":
        if given.get("sslmode", _VERIFY_FULL) != _VERIFY_FULL:
            raise ValueError("`sslrootcert=system` needs `sslmode=verify-full`")
        if other := sorted(given.keys() & set(_NOT_WITH_SYSTEM)):
            raise ValueError(f"`sslrootcert=system` cannot be combined with `{other[0]}`")
