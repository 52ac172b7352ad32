"""Hostile and odd documents, at the reader and through a route."""

import json
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.infra.http.requests import lossless_json, strict_json
from shared.infra.http.requests.canonical_json import canonical_json
from shared.kernel.errors import BadRequest, Invalid
from tests.shared.infra.http.small_shop import Shop

MALFORMED = {
    "cut off": b'{"name":',
    "two documents": b"{} {}",
    "single quotes": b"{'name': 1}",
    "trailing comma": b'{"name": 1,}',
    "comment": b'{"name": 1} // x',
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "overlong UTF-8": b'{"name": "\xc0\x80"}',
    "a surrogate as UTF-8": b'{"name": "\xed\xa0\x80"}',
    "byte order mark": b'\xef\xbb\xbf{"name": "a"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "UTF-16 without mark": '{"name": "a"}'.encode("utf-16-le"),
    "UTF-32": '{"name": "a"}'.encode("utf-32"),
    "33 arrays": b"[" * 33 + b"]" * 33,
    "33 objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "5,000 arrays": b"[" * 5_000 + b"]" * 5_000,
    "100,000 open arrays": b"[" * 100_000,
    "100,000 open objects": b'{"a":' * 100_000,
    "raw control character": b'{"name": "a\x00b"}',
    "leading zero": b'{"name": 007}',
    "plus sign": b'{"name": +7}',
    "hexadecimal": b'{"name": 0x7}',
    "bare point": b'{"name": 1.}',
    "lone minus": b'{"name": -}',
    "vertical tab before": b"\x0b{}",
}
INVALID = {
    "NaN": (b'{"price_cents": NaN}', "/price_cents", "number_not_finite"),
    "Infinity": (b'{"price_cents": Infinity}', "/price_cents", "number_not_finite"),
    "-Infinity": (b'{"metadata": [-Infinity]}', "/metadata/0", "number_not_finite"),
    "float out of range": (b'{"price_cents": 1e999}', "/price_cents", "number_out_of_range"),
    "2^63": (b'{"price_cents": 9223372036854775808}', "/price_cents", "number_out_of_range"),
    "2^64": (b'{"price_cents": 18446744073709551616}', "/price_cents", "number_out_of_range"),
    "below -2^63": (b'{"price_cents": -9223372036854775809}', "/price_cents", "number_out_of_range"),
    "5,000 digits": (b'{"price_cents": ' + b"9" * 5_000 + b"}", "/price_cents", "number_out_of_range"),
    "5,000 decimals": (b'{"price_cents": 0.' + b"9" * 5_000 + b"}", "/price_cents", "number_out_of_range"),
    "huge exponent": (b'{"price_cents": 1e' + b"9" * 60 + b"}", "/price_cents", "number_out_of_range"),
    "duplicate key": (b'{"name": "a", "name": "b"}', "/name", "duplicate_key"),
    "duplicate by escape": (b'{"name": "a", "n\\u0061me": "b"}', "/name", "duplicate_key"),
    "duplicate inside": (b'{"metadata": [{"a": 1, "a": 1}]}', "/metadata/0/a", "duplicate_key"),
    "NUL": (b'{"name": "a\\u0000b"}', "/name", "invalid_text"),
    "NUL in a key": (b'{"metadata": {"a\\u0000": 1}}', "/metadata/?", "invalid_text"),
    "lone high surrogate": (b'{"name": "\\ud800"}', "/name", "invalid_text"),
    "lone low surrogate": (b'{"name": "\\udc00x"}', "/name", "invalid_text"),
    "surrogates swapped": (b'{"name": "\\udc00\\ud800"}', "/name", "invalid_text"),
    "lone surrogate in a key": (b'{"\\ud800": 1}', "/?", "invalid_text"),
}
FINE = {
    "colons in text": b'{"name": "a: b: c", "note": "12:30"}',
    "escaped quote and colon": b'{"name": "a\\": b"}',
    "a backslash before u0000": b'{"name": "\\\\u0000"}',
    "a pair of surrogates": b'{"name": "\\ud83d\\ude00"}',
    "white space around": b' \n\t{"name": "a"}\r\n ',
    "32 arrays": b"[" * 32 + b"]" * 32,
    "the largest": b"[9223372036854775807, -9223372036854775808]",
    "fractions": b"[1.5, -0.25, 1e3]",
    "same keys apart": b'[{"a": 1}, {"a": 1}, {"b": {"a": 1}}]',
    "scalars": b'"a"',
    "null": b"null",
    "empty ones": b'{"a": {}, "b": [], "c": ""}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_invalid_json_is_malformed(body: bytes) -> None:
    with pytest.raises(BadRequest) as error:
        strict_json.parse(body)
    assert error.value.code == "malformed_json"


@pytest.mark.parametrize(("body", "pointer", "code"), INVALID.values(), ids=INVALID)
def test_ambiguous_json_is_rejected_with_a_pointer(body: bytes, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        strict_json.parse(body)
    assert [(error.pointer, error.code) for error in caught.value.errors] == [(pointer, code)]


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_valid_json_is_parsed_as_before(body: bytes) -> None:
    assert strict_json.parse(body) == json.loads(body) == lossless_json.parse_lossless(body, strict_json.MAX_DEPTH)


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(DOCUMENTS, st.booleans())
def test_the_fast_and_the_exact_parser_agree(document: Any, ascii_only: bool) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert outcome(strict_json.parse, body) == outcome(read_slowly, body)


def read_slowly(body: bytes) -> object:
    return canonical_json(lossless_json.parse_lossless(body, strict_json.MAX_DEPTH))


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_rejected(body: bytes) -> None:
    outcome(strict_json.parse, body)


def outcome(read: Any, *args: object) -> object:
    try:
        return read(*args)
    except (BadRequest, Invalid) as error:
        return error.code, error.detail


@pytest.mark.parametrize("body", [*MALFORMED.values(), *(body for body, _, _ in INVALID.values())])
async def test_malformed_json_returns_4xx_without_an_echo(shop: Shop, body: bytes) -> None:
    response = await shop.http.post("/v1/things", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < 1000
    assert not shop.make.made


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_cents", True),
        ("price_cents", "7"),
        ("price_cents", 7.0),
        ("price_cents", 0),
        ("price_cents", -1),
        ("price_cents", 10**12),
        ("quantity", 100_001),
        ("name", 7),
        ("name", "   "),
        ("name", None),
        ("name", ["a"]),
        ("parent_id", 2**53),
        ("metadata", []),
        ("role", "admin"),
    ],
)
async def test_values_of_a_wrong_type_are_reported_by_pointer(shop: Shop, field: str, value: object) -> None:
    response = await shop.http.post("/v1/things", json={"name": "a", "price_cents": 5, field: value})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/{field}"]


async def test_sent_values_are_never_echoed(shop: Shop) -> None:
    secret = "hunter2-and-more"
    body = {"name": {"a": secret}, "price_cents": secret, "quantity": [secret], secret * 8: secret}
    response = await shop.http.post("/v1/things", json=body)
    assert response.status_code == 422
    assert secret not in response.text


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ('Application/JSON; charset="UTF-8"', 201),
        ("application/vnd.shop+json", 201),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/json", 415),
        ("", 415),
    ],
)
async def test_only_json_media_types_are_accepted(shop: Shop, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = await shop.http.post("/v1/things", content=b'{"name":"a","price_cents":5}', headers=headers)
    assert response.status_code == status
    if status == 415:
        assert response.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity", "x-unknown", "GZIP"])
async def test_a_compressed_body_is_rejected(shop: Shop, encoding: str) -> None:
    body = b'{"name": "a", "price_cents": 5}'
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    for content in (body, _chunks(body)):
        response = await shop.http.post("/v1/things", content=content, headers=headers)
        assert (response.status_code, response.json()["supported"]) == (415, ["identity"])
        assert response.headers["accept-encoding"] == "identity"


async def test_the_identity_encoding_is_accepted(shop: Shop) -> None:
    for headers in ({"Content-Encoding": "identity"}, {"Content-Encoding": ""}):
        assert (await shop.http.post("/v1/things", json={"name": "a", "price_cents": 5}, headers=headers)).is_success
    assert (await shop.http.get("/v1/things/7", headers={"Content-Encoding": "gzip"})).status_code == 200


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


COMPOSED = "caf\u00e9"
DECOMPOSED = "cafe\u0301"


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"name": DECOMPOSED, "tags": [{DECOMPOSED: DECOMPOSED}]}, ensure_ascii=False).encode(),
        json.dumps({"name": DECOMPOSED, "tags": [{DECOMPOSED: DECOMPOSED}]}).encode(),
        json.dumps({"name": COMPOSED, "tags": [{COMPOSED: COMPOSED}]}).encode(),
        f'{{"name": "cafe\\u0301", "tags": [{{"{COMPOSED}": "{DECOMPOSED}"}}]}}'.encode(),
    ],
)
def test_texts_and_names_are_normalized(body: bytes) -> None:
    assert strict_json.parse(body) == {"name": COMPOSED, "tags": [{COMPOSED: COMPOSED}]}


def test_names_equal_after_normalization_are_duplicates() -> None:
    with pytest.raises(Invalid) as caught:
        strict_json.parse(json.dumps({"metadata": {COMPOSED: 1, DECOMPOSED: 2}}, ensure_ascii=False).encode())
    assert [(error.code, error.pointer) for error in caught.value.errors] == [("duplicate_key", "/metadata/?")]


@given(st.recursive(st.text() | st.integers(-9, 9) | st.none(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_parsed_texts_are_normalized(value: Any) -> None:
    for body in (json.dumps(value, ensure_ascii=False).encode(errors="replace"), json.dumps(value).encode()):
        try:
            document = strict_json.parse(body)
        except Invalid:
            continue
        again = json.dumps(document, ensure_ascii=False)
        assert unicodedata.is_normalized("NFC", again)
