"""Authentication by API key, as a bearer token or as the user of Basic authentication."""

import base64
import binascii
import secrets

from entrypoints.development.payment_sandbox.stripe_api.errors import unauthorized


def check(header: str | None, api_key: str) -> None:
    """Raises StripeError."""
    if not header:
        raise unauthorized("You did not provide an API key.")
    scheme, _, value = header.partition(" ")
    given = value.strip() if scheme.lower() == "bearer" else _user(value) if scheme.lower() == "basic" else ""
    if not secrets.compare_digest(given.encode(), api_key.encode()):
        raise unauthorized("Invalid API Key provided.")


def _user(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
