"""A file is parsed to the same table in every Unicode encoding and for any piece size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.import_export.domain.encoding import Utf8Transcoder
from modules.import_export.domain.header import header_of
from shared.kernel.errors import Invalid

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


def read(content: bytes, size: int) -> bytes:
    utf8 = Utf8Transcoder()
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(utf8.feed(piece) for piece in pieces) + utf8.feed(b"", final=True)


@given(TEXTS, st.integers(1, 5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_the_text_is_the_same(text: str, size: int, encoding: str) -> None:
    found = read(f"sku,{text}".encode(encoding), size).decode()
    assert found.removeprefix("\ufeff") == f"sku,{text}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04rest", "xlsx"),
        (b"\xd0\xcf\x11\xe0rest", "xls"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"sku\0", "NUL"),
        ("sku".encode("utf-16-le"), "NUL"),
        (b"sku\xe4", "not UTF-8"),
        (b"\xff\xfes\0k", "not UTF-8"),
    ],
)
@pytest.mark.parametrize("size", [1, 100])
def test_a_file_that_is_not_text_is_rejected_with_the_reason(content: bytes, expected: str, size: int) -> None:
    with pytest.raises(Invalid) as refused:
        read(content, size)
    assert expected in refused.value.errors[0].message


@pytest.mark.parametrize(
    ("head", "delimiter", "names", "line"),
    [
        ("sku,name,,\n", ",", ("sku", "name"), 2),
        ("sku;Preis, netto\n", ";", ("sku", "Preis, netto"), 2),
        ("sku\tname;x\n", "\t", ("sku", "name;x"), 2),
        ("sep=;\r\nsku;name\r\n", ";", ("sku", "name"), 3),
        ('"sep=\t"\nsku\tname\n', "\t", ("sku", "name"), 3),
        ("sep=|\nsku|name\n", "|", ("sku", "name"), 3),
        ("\ufeffsku,name\n", ",", ("sku", "name"), 2),
        ('"a\nb",sku\n', ",", ("a\nb", "sku"), 3),
        ("a;b;c\n", ";", ("a", "b", "c"), 2),
    ],
)
def test_the_delimiter_is_detected_from_the_header(head: str, delimiter: str, names: object, line: int) -> None:
    found = header_of(head.encode(), {"sku", "name"}.__contains__)
    assert (found.delimiter, found.names, found.line) == (delimiter, names, line)
    assert head.encode()[found.start :] == b""


@given(st.binary(max_size=200))
def test_any_bytes_give_a_header_or_invalid(head: bytes) -> None:
    try:
        text = read(head, 100)
        found = header_of(text, {"sku"}.__contains__)
    except Invalid:
        return
    assert 0 < found.start <= len(text)
