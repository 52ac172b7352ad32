"""The table in docs/settings.md matches the settings."""

import re
from pathlib import Path

import pytest

from entrypoints.configuration.environment import setting_variables
from entrypoints.configuration.settings_table import BEGIN, END, replace_table, settings_table
from entrypoints.settings import Settings

ROOT = Path(__file__).parents[3]


def test_every_variable_has_a_row_and_a_meaning() -> None:
    rows = [row.split(" | ") for row in settings_table().splitlines() if row.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == list(setting_variables())
    assert all(len(row) == 3 and row[2].strip("| ") for row in rows)


def test_a_setting_that_nothing_reads_says_so() -> None:
    """A setting that is only checked has no effect and must say so."""
    files = [file for file in (ROOT / "entrypoints").rglob("*.py") if file.name != "production.py"]
    read = set(re.findall(r"settings\.(?:provided\.)?(\w+)", "".join(file.read_text() for file in files)))
    read |= set(re.findall(r"self\.(\w+)", (ROOT / "entrypoints/settings.py").read_text()))
    for name, field in Settings.model_fields.items():
        idle = name not in read and not name.startswith("rate_limit_")
        assert (field.description or "").endswith("(not used yet)") == idle, name


def test_the_page_shows_the_settings_that_exist() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert replace_table(page) == page, "run `tradepost settings --write docs/settings.md`"


def test_the_table_is_placed_between_the_markers() -> None:
    page = replace_table(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert page == f"before\n{BEGIN}\n{settings_table()}\n{END}\nafter\n"
    assert replace_table(page) == page


def test_a_page_without_markers_is_not_touched() -> None:
    with pytest.raises(ValueError, match="settings: begin"):
        replace_table("a page")
