"""URLs of Redis and Valkey, with TLS and Sentinel, checked before anything connects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_SCHEMES = {
    "redis": "redis",
    "rediss": "rediss",
    "unix": "unix",
    "valkey": "redis",
    "valkeys": "rediss",
}
"""The client library's scheme of each; it knows Valkey's servers, not their name."""
_SENTINEL = "+sentinel"
SCHEMES = (*_SCHEMES, *(f"{scheme}{_SENTINEL}" for scheme in _SCHEMES if scheme != "unix"))
SENTINEL_PORT = 26379
_OF_SENTINELS = ("sentinel_username", "sentinel_password")
PARAMETERS = (
    "db",
    "username",
    "password",
    "client_name",
    "protocol",
    "health_check_interval",
    "ssl_ca_certs",
    "ssl_ca_path",
    "ssl_cert_reqs",
    "ssl_certfile",
    "ssl_keyfile",
    "ssl_password",
    "ssl_check_hostname",
    *_OF_SENTINELS,
)
_ENCODE = "write @ : / ? # and % in user and password as %40 %3A %2F %3F %23 and %25"


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """`url` is what the client library gets; with Sentinel, it holds all but the host, which `sentinels` know.

    `place` is `host:port/database`, without user and password.
    """

    url: str = field(repr=False)
    place: str
    sentinels: Sequence[tuple[str, int]] = ()
    service: str | None = None
    sentinel_login: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, url: str) -> "RedisUrl":
        """Raises ValueError with what is wrong, without the URL."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise ValueError(_ENCODE) from None  # the original message holds a part of the URL
        if parts.scheme not in SCHEMES:
            raise ValueError(f"write a URL that begins with {', '.join(f'{scheme}://' for scheme in SCHEMES)}")
        user, at, hosts = parts.netloc.rpartition("@")
        if "@" in user or parts.fragment or "@" in parts.path:
            raise ValueError(_ENCODE)
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        _check(given)
        login = {name.removeprefix("sentinel_"): given.pop(name) for name in _OF_SENTINELS if name in given}
        query = f"?{urlencode(given, quote_via=quote)}" if given else ""
        scheme = _SCHEMES[parts.scheme.removesuffix(_SENTINEL)]
        if parts.scheme.endswith(_SENTINEL):
            service, database = _service(parts.path)
            addresses = [_address(each, SENTINEL_PORT) for each in hosts.split(",")]
            return cls(
                f"{scheme}://{user}{at}{service}/{database}{query}",
                f"{hosts}/{service}/{database}",
                addresses,
                service,
                login,
            )
        if scheme == "unix":
            return cls(f"unix://{parts.netloc}{parts.path}{query}", parts.path)
        host, port = _address(hosts, 6379)
        database = parts.path.strip("/") or given.get("db", "0")
        if not database.isdigit():
            raise ValueError("the path is the number of the database, like /0")
        shown = f"[{host}]" if ":" in host else host
        return cls(f"{scheme}://{parts.netloc}{parts.path}{query}", f"{shown}:{port}/{database}")


def _service(path: str) -> tuple[str, str]:
    """The name of the service and the database of `/NAME/0`."""
    found = re.fullmatch(r"/([A-Za-z0-9._-]+)(?:/([0-9]+))?/?", unquote(path))
    if found is None:
        raise ValueError("after the sentinels, write the service's name and the database, like /mymaster/0")
    return found[1], found[2] or "0"


def _address(text: str, port: int) -> tuple[str, int]:
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:/]*))(?::([0-9]{1,5}))?", text)
    if found is None:
        raise ValueError(f"not a host and port; {_ENCODE}")
    return found[1] or unquote(found[2]) or "localhost", int(found[3] or port)


def _check(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in PARAMETERS:
            shown = f"`{name}` is not a parameter of it" if re.fullmatch(r"\w{1,40}", name) else _ENCODE
            raise ValueError(f"{shown}; the parameters are {', '.join(PARAMETERS)}")
    required = given.get("ssl_cert_reqs", "required")
    if required not in ("none", "optional", "required"):
        raise ValueError("`ssl_cert_reqs` is one of none, optional, required")
    if given.get("protocol", "2") not in ("2", "3") or not given.get("health_check_interval", "0").isdigit():
        raise ValueError("`protocol` is 2 or 3, `health_check_interval` a number of seconds")
