"""The slow, lossless parser behind `strict_json`: its errors contain the location of each invalid value."""

import json
import re
from json.decoder import JSONDecodeError
from typing import Any

from shared.infra.http.requests.validation import json_pointer
from shared.kernel.errors import BadRequest, FieldError, Invalid

MIN_INT64, MAX_INT64 = -(2**63), 2**63 - 1
_MAX_DIGITS = 40
"""Longer numbers are rejected without conversion, whose time grows with the square of the number of digits."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, including repeated keys."""


class _Number(str):
    """The digits of a number, not converted yet."""

    __slots__ = ()


class _Constant(str):
    """NaN, Infinity or -Infinity."""

    __slots__ = ()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Constant, strict=True
)


def parse_lossless(body: bytes, max_depth: int) -> Any:
    """Parse the body. Raises BadRequest or Invalid with the location of each error."""
    try:
        text = body.decode("utf-8")
        if text.startswith("\ufeff"):
            raise _malformed("The body starts with a byte order mark.")
        # The decoder skips white space after the value, but not before it.
        start = len(text) - len(text.lstrip(" \t\r\n"))
        document, end = _DECODER.raw_decode(text, start)
    except UnicodeDecodeError as error:
        raise _malformed("The body is not UTF-8.") from error
    except JSONDecodeError as error:
        raise _malformed(f"The body is not JSON: line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise _malformed(f"The body is nested deeper than {max_depth} levels.") from error
    if text[end:].strip(" \t\r\n"):
        raise _malformed("The body goes on after the end of the JSON document.")
    return _checked(document, (), max_depth)


def _checked(value: Any, place: tuple[str | int, ...], max_depth: int) -> Any:
    if isinstance(value, _Constant):
        raise _invalid(place, "number_not_finite", "NaN and infinities are no JSON numbers.")
    if isinstance(value, _Number):
        return _number(value, place)
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, _Pairs | list) and len(place) >= max_depth:
        raise _malformed(f"The body is nested deeper than {max_depth} levels.")
    if isinstance(value, _Pairs):
        return _object(value, place, max_depth)
    if isinstance(value, list):
        return [_checked(item, (*place, index), max_depth) for index, item in enumerate(value)]
    return value


def _object(pairs: _Pairs, place: tuple[str | int, ...], max_depth: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        here = (*place, key)
        if key in members:
            raise _invalid(here, "duplicate_key", "The field occurs twice.")
        members[_text(key, here)] = _checked(value, here, max_depth)
    return members


def _number(digits: str, place: tuple[str | int, ...]) -> int | float:
    if len(digits) > _MAX_DIGITS:
        raise _invalid(place, "number_out_of_range", "The number has too many digits.")
    if not any(mark in digits for mark in ".eE"):
        if MIN_INT64 <= (whole := int(digits)) <= MAX_INT64:
            return whole
        raise _invalid(place, "number_out_of_range", "The number does not fit into 64 bits.")
    if abs(fraction := float(digits)) == float("inf"):
        raise _invalid(place, "number_out_of_range", "The number is too large.")
    return fraction


def _text(text: str, place: tuple[str | int, ...]) -> str:
    if _NOT_TEXT.search(text):
        raise _invalid(place, "invalid_text", "NUL characters and unpaired surrogates are no text.")
    return text


def _malformed(detail: str) -> BadRequest:
    return BadRequest("malformed_json", detail)


def _invalid(place: tuple[str | int, ...], code: str, message: str) -> Invalid:
    return Invalid([FieldError(json_pointer(place), code, message)])
