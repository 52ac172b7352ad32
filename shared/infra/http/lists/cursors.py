"""Opaque, signed cursors of lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from shared.infra.signer import KeySigner
from shared.kernel.errors import BadRequest

_SIGNATURE = 16
_MAX_LENGTH = 2048


class Cursors:
    """Encodes values as cursors and decodes them. `keys`: newest first; the first signs, all verify."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = KeySigner(keys, "tradepost cursor", _SIGNATURE)

    def seal(self, bound_to: str, values: Sequence[object]) -> str:
        """A cursor with the values, valid only for what it is bound to (list, filters)."""
        content = orjson.dumps([_to_json(value) for value in values])
        return urlsafe_b64encode(self._signer.sign(_message(bound_to, content)) + content).rstrip(b"=").decode()

    def open(self, bound_to: str, cursor: str) -> list[Any]:
        """The values of a cursor. Raises BadRequest (`cursor_invalid`) for a cursor that was not issued here."""
        try:
            sealed = urlsafe_b64decode(cursor[:_MAX_LENGTH].encode("ascii") + b"===")
        except (Error, ValueError) as error:
            raise _invalid_cursor() from error
        signature, content = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not self._signer.verifies(_message(bound_to, content), signature):
            raise _invalid_cursor()
        return [_from_json(value) for value in orjson.loads(content)]


def _message(bound_to: str, content: bytes) -> bytes:
    return bound_to.encode() + b"\0" + content


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
