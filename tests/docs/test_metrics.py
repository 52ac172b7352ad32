"""The metrics table of the documentation is complete."""

import re

from prometheus_client import REGISTRY, Counter

from docs.metrics import PAGE, placed_in, rows


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text()
    assert placed_in(page) == page, "run `make docs`"


def test_an_undocumented_metric_is_reported() -> None:
    page = PAGE.read_text()
    planted = Counter("tradepost_planted", "Planted.", ["tree"])
    try:
        assert "| `tradepost_planted_total` | counter | `tree` | Planted. |" in placed_in(page)
    finally:
        REGISTRY.unregister(planted)


def test_names_and_texts_are_of_one_kind() -> None:
    for row in rows():
        assert re.fullmatch(r"tradepost(_[a-z]+)+", row.name), row
        assert row.help.endswith("."), row
        assert (row.kind == "counter") == row.name.endswith("_total"), row
        assert row.kind != "histogram" or row.name.endswith(("_seconds", "_size")), row
