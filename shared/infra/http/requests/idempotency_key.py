"""The Idempotency-Key header: requests with the same key have one effect."""

import re
from hashlib import blake2b
from typing import Literal

import orjson
from starlette.requests import Request

from shared.infra.http.request_state import state_of
from shared.kernel.errors import BadRequest
from shared.kernel.idempotency import IdempotencyKey
from shared.kernel.principal import Principal

KeyRequirement = Literal["optional", "required"]

_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


def idempotency_key_for(
    request: Request, principal: Principal, document: object = None, *, required: bool = False, secret: bytes = b""
) -> IdempotencyKey | None:
    """The idempotency key of a request; None without one or without a known principal.

    `document` is the parsed body, so that different notations of the same JSON are the same request.
    Its fingerprint is stored for days; it is keyed by a secret, so that a copy of it cannot be used to
    guess a password in the body.
    Raises BadRequest: `idempotency_key_invalid`, or `idempotency_key_required`.
    """
    if not principal.is_known:
        return None
    raw = state_of(request.scope).request_headers.get(b"idempotency-key")
    if raw is None:
        if required:
            raise BadRequest("idempotency_key_required", "Send an Idempotency-Key with this command.")
        return None
    if not _KEY.fullmatch(key := raw.decode("latin-1")):
        raise BadRequest("idempotency_key_invalid", "An Idempotency-Key is 1 to 255 printable ASCII characters.")
    path = request.scope["path"]
    return IdempotencyKey(
        f"{principal.name} {request.method} {path}", key, _fingerprint(request, path, document, secret)
    )


def _fingerprint(request: Request, path: str, document: object, secret: bytes) -> bytes:
    content = document if isinstance(document, bytes) else orjson.dumps(document, option=_CANONICAL)
    head = f"{request.method}\n{path}\n".encode("utf-8", "surrogatepass")
    return blake2b(head + request.scope["query_string"] + b"\n" + content, key=secret, digest_size=32).digest()
