"""The table of settings that the README shows is the one the program reads."""

from pathlib import Path

import pytest

from entrypoints.configuration.environment import variables
from entrypoints.configuration.table import BEGIN, END, markdown, placed_in

ROOT = Path(__file__).parents[3]


def test_every_variable_has_a_row_and_a_meaning() -> None:
    rows = [row.split(" | ") for row in markdown().splitlines() if row.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == list(variables())
    assert all(len(row) == 3 and row[2].strip("| ") for row in rows)


def test_the_readme_shows_the_settings_that_exist() -> None:
    page = (ROOT / "README.md").read_text()
    assert placed_in(page) == page, "run `tradepost settings --write README.md`"


def test_the_table_is_placed_between_the_markers() -> None:
    page = placed_in(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert page == f"before\n{BEGIN}\n{markdown()}\n{END}\nafter\n"
    assert placed_in(page) == page


def test_a_page_without_markers_is_not_touched() -> None:
    with pytest.raises(ValueError, match="settings: begin"):
        placed_in("a page")
