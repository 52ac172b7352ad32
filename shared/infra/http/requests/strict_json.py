"""Strict JSON: input that a lenient parser would correct is rejected.

Almost all bodies take the fast path: a fast decoder, one pass over the result, and a count
that proves that no key is repeated. If the fast path cannot prove that a body is valid, `lossless_json`
parses it again, so that the error contains the location. Texts are returned in their canonical form.
"""

from typing import Any, TypeAlias
from unicodedata import is_normalized

import orjson

from shared.infra.http.requests.canonical_json import canonical_json
from shared.infra.http.requests.lossless_json import MAX_INT64, MIN_INT64, parse_lossless

Json: TypeAlias = Any

MAX_DEPTH = 32
"""Maximum depth of nested arrays and objects."""

_ESCAPE = b"\\u"
_ESCAPED_NUL = b"\\u0000"


def parse(body: bytes) -> Json:
    """Parse the body; its texts are converted to Normalization Form C.

    Raises BadRequest (`malformed_json`: not JSON, not UTF-8, too deep) or Invalid (duplicate
    keys, NaN, numbers out of range, NUL characters, lone surrogates).
    """
    document = _parsed(body)
    return document if _is_canonical(body) else canonical_json(document)


def _parsed(body: bytes) -> Json:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return parse_lossless(body, MAX_DEPTH)
    if _ESCAPED_NUL in body or body.count(b":") != _plain_keys(document, MAX_DEPTH):
        return parse_lossless(body, MAX_DEPTH)
    return document


def _is_canonical(body: bytes) -> bool:
    """Whether all texts in the body are canonical: every part of a canonical text is canonical."""
    return _ESCAPE not in body and (body.isascii() or is_normalized("NFC", body.decode()))


def _plain_keys(value: Json, levels: int) -> int:
    """The number of keys in the document, or a negative number if it needs the exact reader.

    Every key is followed by one colon. If the numbers of colons and distinct keys are equal, no key is repeated.
    """
    if levels == 0:
        return _NOT_PLAIN
    keys = 0
    members = value
    if type(value) is dict:
        keys = len(value)
        members = value.values()
    elif type(value) is not list:
        members = (value,)
    for member in members:
        kind = type(member)
        if kind is str or kind is bool or member is None:
            continue
        if kind is int:
            if not MIN_INT64 <= member <= MAX_INT64:
                return _NOT_PLAIN
        elif kind is dict or kind is list:
            keys += _plain_keys(member, levels - 1)
        else:
            return _NOT_PLAIN
    return keys


_NOT_PLAIN = -(2**40)
