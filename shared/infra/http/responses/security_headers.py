"""The security headers of responses."""

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
"""For responses without their own values: a browser loads nothing, and pages of other origins cannot embed the
response. HTML pages set their own policy; files for other origins use `CROSS_ORIGIN`.
"""
CROSS_ORIGIN = "cross-origin"
"""The `Cross-Origin-Resource-Policy` of responses that pages of other origins may embed."""

_TLS_ONLY: Headers = ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The content security policy of the documentation pages. Their libraries create style elements."""


def security_headers(*, production: bool) -> Headers:
    """Return the headers of every response; in production also Strict-Transport-Security."""
    return _COMMON + (_TLS_ONLY if production else ())
