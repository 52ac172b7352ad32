"""Opaque, signed cursors of lists."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from shared.kernel.errors import BadRequest

_SIGNATURE = 16
_MAX_LENGTH = 2048


class Cursors:
    """Seals values into cursors and opens them again. `keys`: newest first; all open, the first seals."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("cursors need a key")
        self._keys = [hmac.digest(key.encode(), b"tradepost cursor", sha256) for key in keys]

    def seal(self, bound_to: str, values: Sequence[object]) -> str:
        """A cursor holding the values, good for nothing but what it is bound to (list, filters)."""
        content = orjson.dumps([_to_json(value) for value in values])
        return urlsafe_b64encode(_sign(self._keys[0], bound_to, content) + content).rstrip(b"=").decode()

    def open(self, bound_to: str, cursor: str) -> list[Any]:
        """The values of a cursor of ours; raises BadRequest (`cursor_invalid`) for any other."""
        try:
            sealed = urlsafe_b64decode(cursor[:_MAX_LENGTH].encode("ascii") + b"===")
        except (Error, ValueError) as error:
            raise _invalid_cursor() from error
        signature, content = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not any(hmac.compare_digest(signature, _sign(key, bound_to, content)) for key in self._keys):
            raise _invalid_cursor()
        return [_from_json(value) for value in orjson.loads(content)]


def _sign(key: bytes, bound_to: str, content: bytes) -> bytes:
    return hmac.digest(key, bound_to.encode() + b"\0" + content, sha256)[:_SIGNATURE]


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, UUID):
        return {"u": str(value)}
    return value


def _from_json(value: Any) -> object:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else UUID(value["u"])
    return value


def _invalid_cursor() -> BadRequest:
    return BadRequest("cursor_invalid", "The cursor was not issued by this list for these filters and this sorting.")
