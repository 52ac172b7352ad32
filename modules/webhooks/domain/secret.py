"""Signing secrets of endpoints: derived, never stored."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from modules.webhooks.domain.endpoint import Endpoint

PREFIX = "whsec_"
OVERLAP = timedelta(hours=24)
"""How long a rotated secret still signs."""


class Secrets:
    """Derives secrets from a server key, the endpoint's id and its secret version.

    Issued secrets are derived from the newest key. Older configured keys sign too, so that
    receivers can still verify messages after a new server key is added.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in keys]

    def current(self, endpoint: Endpoint) -> str:
        """The secret to return when it is created or rotated."""
        return _secret(self._keys[0], endpoint.id, endpoint.secret_version)

    def signing(self, endpoint: Endpoint, now: datetime) -> Sequence[str]:
        """The secrets to sign with, the current one first."""
        versions = [endpoint.secret_version]
        if endpoint.rotated_at is not None and now < endpoint.rotated_at + OVERLAP:
            versions.append(endpoint.secret_version - 1)
        return [_secret(key, endpoint.id, version) for version in versions for key in self._keys]


def _secret(key: bytes, endpoint_id: int, version: int) -> str:
    digest = hmac.digest(key, f"webhook-endpoint {endpoint_id} secret {version}".encode(), "sha256")
    return PREFIX + base64.b64encode(digest).decode()
