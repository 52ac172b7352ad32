"""What every answer tells browsers to leave alone."""

Headers = tuple[tuple[bytes, bytes], ...]

_COMMON: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
DEFAULT_HEADERS: Headers = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""For the answers that do not say otherwise. Of what is no page a browser loads nothing; pages say what they
load, and what pages of other origins may show says that.
"""
CROSS_ORIGIN = "cross-origin"
"""The `Cross-Origin-Resource-Policy` of what pages of other origins may show."""

_TLS_ONLY: Headers = ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The content security policy of the documentation's pages; their libraries write style elements."""


def security_headers(*, production: bool) -> Headers:
    """The headers for every answer; production adds that browsers stay with TLS."""
    return _COMMON + (_TLS_ONLY if production else ())
