"""The JSON parser on all kinds of documents, compared with an independent reference parser."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.infra.http.requests import strict_json
from shared.kernel.errors import BadRequest, Invalid
from tests.edges.json.json_cases.ambiguous import DOUBTFUL
from tests.edges.json.json_cases.malformed import MALFORMED
from tests.edges.json.json_cases.valid import SOUND
from tests.edges.json.reference_json_parser import Malformed, Unsound, judge


def test_there_are_at_least_250_distinct_documents() -> None:
    assert len(SOUND) + len(MALFORMED) + len(DOUBTFUL) >= 250
    assert len({body for body, _ in SOUND.values()} | set(MALFORMED.values())) == len(SOUND) + len(MALFORMED)


@pytest.mark.parametrize(("body", "value"), SOUND.values(), ids=SOUND)
def test_valid_json_is_parsed_exactly(body: bytes, value: Any) -> None:
    assert repr(strict_json.parse(body)) == repr(value) == repr(judge(body))


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_invalid_json_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequest) as error:
        strict_json.parse(body)
    assert error.value.code == "malformed_json"
    if len(body) < 10_000:
        with pytest.raises(Malformed):
            judge(body)


@pytest.mark.parametrize(("body", "code"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_ambiguous_json_is_rejected_with_its_code(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        strict_json.parse(body)
    assert [error.code for error in caught.value.errors] == [code]
    with pytest.raises(Unsound):
        judge(body)


_TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/:,[]{}\u2028\ufeff\0'), max_size=8)
_NUMBER = st.integers(-(2**64), 2**64) | st.floats() | st.sampled_from([2**63, 2**63 - 1, -(2**63), 0.1, -0.0])
_DOCUMENT = st.recursive(
    st.none() | st.booleans() | _NUMBER | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)
_SIGNS = [bytes([one]) for one in b"\"\\{}[]:,01-+.eE \t\n\x00\x0b\x7f/'a\xff"]
_WORDS = [
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\\u0061",
    "NaN",
    "Infinity",
    "true",
    "null",
    "//",
    '"a":1,',
    "1e400",
    "é",
    "\ufeff",
]
_PIECES = st.sampled_from([*_SIGNS, *(word.encode() for word in _WORDS), b"\xed\xa0\x80"])
_EDIT = st.tuples(st.floats(0, 1), st.integers(0, 3), _PIECES)


def outcome(read: Any, body: bytes) -> object:
    try:
        return "read", repr(read(body))
    except (BadRequest, Malformed):
        return "malformed"
    except (Invalid, Unsound):
        return "unsound"


@settings(max_examples=400)
@given(_DOCUMENT, st.booleans(), st.lists(_EDIT, max_size=4))
@example({"a": 1}, True, [(0.0, 0, b"\xef\xbb\xbf")])
def test_the_parser_agrees_with_the_reference_parser(
    document: Any, ascii_only: bool, edits: list[tuple[float, int, bytes]]
) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only).encode()
    for where, gone, piece in edits:
        at = int(where * len(body))
        body = body[:at] + piece + body[at + gone :]
    assert outcome(strict_json.parse, body) == outcome(judge, body)


def test_a_lenient_parser_is_detected() -> None:
    """The standard library's parser accepts documents that must be rejected."""
    taken = {name for name, body in MALFORMED.items() if len(body) < 1000 and _reads(body)}
    assert {"33 arrays", "UTF-16 with its mark"} <= taken
    assert all(_reads(DOUBTFUL[name][0]) for name in ("a key twice", "NaN", "2^64", "a high surrogate alone"))


def _reads(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
