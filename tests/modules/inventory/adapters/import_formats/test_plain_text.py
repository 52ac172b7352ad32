"""HTML as the text a reader sees, in time that grows with its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.adapters.inbound.import_formats.plain_text import MAX_CHARACTERS, plain_text

LONGEST = 128 * 1024


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Plain & simple, 3 < 4", "Plain & simple, 3 < 4"),
        ("<p>One</p>\n<p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("&pound;5 <b title='a > b'>net</b> &lt;tag&gt;", "\u00a35 net <tag>"),
        ("seen<script>x < y</script><style>p{}</style><!-- no > --> too", "seen too"),
        ("<!-- never closed", ""),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ],
)
def test_html_is_converted_to_plain_text(source: str, text: str) -> None:
    assert plain_text(source) == text


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<!--", "<!", "</", "<a b='", "&", "&#", "<![CDATA[", "<script>", "<p\"'"]
)
@pytest.mark.parametrize("end", ["", ">"])
def test_conversion_is_fast_for_any_input(part: str, end: str) -> None:
    began = time.process_time()
    plain_text(part * (LONGEST // len(part)) + end)
    assert time.process_time() - began < 2


@given(st.text(st.sampled_from("<>/p!-'\"& amp;li\n")))
def test_any_html_has_a_plain_text(source: str) -> None:
    assert "\0" not in plain_text(source)


def test_the_plain_text_is_cut_above_its_maximum() -> None:
    assert len(plain_text("<p>" + "a" * LONGEST)) == MAX_CHARACTERS
