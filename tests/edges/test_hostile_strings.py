"""Strings that programs stumble over, sent to every place of every operation that takes text.

In the suite each place gets a few and each string many places; `EDGES=whole` sends all to all,
`EDGES=60` sixty to each.
"""

import os
from collections.abc import Iterator

import pytest

from tests.edges.hostile import Sender, Tally, changed, wrong
from tests.edges.places import Place, places
from tests.edges.shop import Shop
from tests.edges.strings import STRINGS

WISH = os.environ.get("EDGES", "6")
EACH = len(STRINGS) if WISH == "whole" else int(WISH)


def chosen(targets: list[Place]) -> Iterator[tuple[Place, str]]:
    """Each place with its share of the strings, going round."""
    at = 0
    for place in targets:
        for _ in range(EACH):
            yield place, STRINGS[at % len(STRINGS)]
            at += 1


@pytest.mark.timeout(1800)
async def test_no_string_brings_anything_down_or_is_repeated(laboratory: Shop) -> None:
    sender, tally, found = Sender(laboratory), Tally(), list[str]()
    targets = places(laboratory.operations, laboratory.samples)
    for place, text in chosen(targets):
        answer = await sender.send(place, text)
        tally.note(answer)
        for what in (*wrong(answer, text), *changed(place, answer, text)):
            found.append(f"{place} {text[:60]!r}: {what}")
    print(f"{len(STRINGS)} strings, {len(targets)} places, {tally}")
    assert "\n".join(found) == ""
    assert len(STRINGS) >= 250
