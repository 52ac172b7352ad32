"""Problematic strings in every text input of every operation.

`make test` sends a few strings to each input, so that each string is used; `make test-long` sends all to all.
"""

from collections.abc import Iterator

import pytest

from tests.edges.shop import Shop
from tests.edges.text.hostile import ResponseCounts, Sender, changed, wrong
from tests.edges.text.strings import STRINGS
from tests.edges.text.text_inputs import Place, places


def chosen(targets: list[Place], each: int) -> Iterator[tuple[Place, str]]:
    """Each input with its share of the strings, in rotation."""
    at = 0
    for place in targets:
        for _ in range(each):
            yield place, STRINGS[at % len(STRINGS)]
            at += 1


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("each", [2, pytest.param(len(STRINGS), marks=pytest.mark.long)])
async def test_no_string_causes_a_500_or_is_echoed(laboratory: Shop, each: int) -> None:
    sender, counts, found = Sender(laboratory), ResponseCounts(), list[str]()
    targets = places(laboratory.operations, laboratory.samples)
    for place, text in chosen(targets, each):
        response = await sender.send(place, text)
        counts.note(response)
        for what in (*wrong(response, text), *changed(place, response, text)):
            found.append(f"{place} {text[:60]!r}: {what}")
    print(f"{len(STRINGS)} strings, {len(targets)} places, {counts}")
    assert "\n".join(found) == ""
    assert len(targets) * each > len(STRINGS) >= 250
