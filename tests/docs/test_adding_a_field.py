"""`docs/adding-a-field.md` lists the files that name its example."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIELD = "gift_message"
PAGE = (ROOT / "docs" / "adding-a-field.md").read_text()
LISTED = set(re.findall(r"^\| `(.+?)` \|", PAGE, re.MULTILINE))
MOST = 6


def naming(field: str) -> set[str]:
    """The files of the program that name the field, without migrations."""
    files = [path for folder in ("modules", "shared", "entrypoints") for path in (ROOT / folder).rglob("*.*")]
    sources = [path for path in files if path.suffix in (".py", ".html", ".txt", ".js")]
    return {str(path.relative_to(ROOT)) for path in sources if field in path.read_text()}


def test_the_page_lists_the_files_that_name_the_field() -> None:
    assert naming(FIELD) == LISTED


def test_a_field_of_the_order_touches_few_files() -> None:
    assert len(LISTED) <= MOST


def test_the_search_finds_files_that_name_another_field() -> None:
    assert "modules/orders/domain/order/state.py" in naming("client_reference")
