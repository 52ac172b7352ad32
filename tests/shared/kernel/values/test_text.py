"""Canonical text, and what can be read on one line."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.infra.http.requests.fields import ONE_LINE, PROSE
from shared.kernel.values.text import canonical_text, check_line, first_control_character

NAMES = {
    "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Hindi": "\u0915\u094d\u200d\u0937",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a heart": "\u2764\ufe0f",
    "a flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Japanese with a variant": "\u845b\U000e0100\u98fe",
    "Hebrew with a mark": "\u200f\u05e9\u05dc\u05d5\u05dd\u200f",
    "Thai in parts": "\u0e20\u200b\u0e32",
    "a word that may be divided": "Donau\xaddampf",
    "Arabic": "\u0645\u062d\u0645\u062f",
    "an apostrophe": "O\u2019Brien-Smith, Jr.",
}
BROKEN = ["a\nb", "a\rb", "a\tb", "a\x00b", "\x1b[31mred", "a\x7f", "a\x85b", "a\u2028b", "a\u2029b"]
STEERED = ["a\u202eb", "\u202dab", "a\u2066b\u2069", "\u202aab", "ab\u202c"]
UNSEEN = ["\u200b", "\u200d\u200c", "\u2060", "\xad", "\u3164", "\u2800", "\ufe0f", "\U000e0067\U000e007f", "\u180e"]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_in_all_scripts_are_accepted(name: str) -> None:
    assert check_line(name) is None


@pytest.mark.parametrize("text", [*BROKEN, *STEERED, "a\ufeffb", "\ufff9a\ufffab\ufffb"], ids=ascii)
def test_control_characters_are_rejected_by_name(text: str) -> None:
    flaw = check_line(text)
    assert flaw is not None
    assert flaw.code == "control_character"
    assert re.search(r"U\+[0-9A-F]{4}", flaw.message)


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_an_invisible_text_is_rejected(text: str) -> None:
    flaw = check_line(text)
    assert flaw is not None
    assert flaw.code == "invisible_text"


@pytest.mark.parametrize("text", ["Ada\u200d", "\u200bAda", "\u2060Ada", "Ada\xad"], ids=ascii)
def test_a_joiner_requires_both_adjacent_characters(text: str) -> None:
    flaw = check_line(text)
    assert flaw is not None
    assert flaw.code == "invisible_text"
    assert check_line(text.strip("\u200d\u200b\u2060\xad")) is None


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_the_document_s_pattern_takes_whatever_is_taken(text: str) -> None:
    if check_line(text) is None:
        assert re.search(ONE_LINE.pattern, text)
        assert re.search(ONE_LINE.pattern, f"\n {text}\u2028")
        assert len(text.splitlines()) == 1
    if first_control_character(text) is None:
        assert re.search(PROSE.pattern, f"\x0b{text}\x85")


@given(st.text())
def test_a_canonical_text_has_one_form_and_so_have_its_parts(text: str) -> None:
    canonical = canonical_text(text)
    assert canonical == unicodedata.normalize("NFC", text) == canonical_text(unicodedata.normalize("NFD", text))
    assert all(canonical_text(canonical[at:]) == canonical[at:] for at in range(len(canonical)))


def test_prose_has_lines_and_no_other_control_characters() -> None:
    assert first_control_character("Ring twice.\r\n\tThen\u2028wait. \u200d") is None
    assert first_control_character("a\x1bb") == "U+001B"
    assert first_control_character("a\x85b") == "U+0085"
