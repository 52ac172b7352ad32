"""Each alert has a page that says what to do, with commands and queries that exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import typer.main

from docs.metrics import rows
from entrypoints.cli.main import app
from tests.deploy.promtool import alerts
from tests.deploy.test_alerts import unknown

ROOT = Path(__file__).parents[2]
PAGES = {page.name: page.read_text() for page in (ROOT / "docs" / "runbooks").glob("*.md") if page.name != "README.md"}
HEADINGS = ["What it means", "What to look at", "What to do", "How to know it is over"]
COMMAND = re.compile(r"(?:^|`)tradepost ([^`\n]+)", re.MULTILINE)


def blocks(language: str) -> Iterator[tuple[str, str]]:
    for name, page in PAGES.items():
        for block in re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL):
            yield name, block


def missing(command: str) -> str | None:
    """The word of the command line that the program does not know."""
    known: Any = typer.main.get_group(app)
    for word in command.split():
        if word.startswith("--"):
            if word not in {option for each in known.params for option in each.opts} | {"--help"}:
                return word
        elif hasattr(known, "get_command"):
            known = known.get_command(known.make_context("tradepost", [], resilient_parsing=True), word)
            if known is None:
                return word
    return None


def test_each_alert_leads_to_its_page_and_each_page_belongs_to_an_alert() -> None:
    linked = {rule["annotations"]["runbook_url"]: name for name, rule in alerts().items()}
    titles = {f"docs/runbooks/{name}": page.splitlines()[0].removeprefix("# ") for name, page in PAGES.items()}
    assert {page: title for page, title in titles.items() if title.startswith("Tradepost")} == linked


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_four_parts(name: str) -> None:
    parts = re.split(r"^## (.+)\n", PAGES[name], flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS
    assert all(len(part.strip()) > 40 for part in parts[2::2])


def test_the_list_names_every_alert() -> None:
    listed = (ROOT / "docs" / "runbooks" / "README.md").read_text()
    assert all(f"]({name})" in listed for name in PAGES)
    for name, rule in alerts().items():
        file = rule["annotations"]["runbook_url"].removeprefix("docs/runbooks/")
        assert f"| [{name}]({file}) | {rule['labels']['severity']} | {rule['annotations']['summary']} |" in listed


def test_commands_exist_with_their_options() -> None:
    named = [command for page in PAGES.values() for command in COMMAND.findall(page)]
    assert len(named) > 10
    assert {command: word for command in named if (word := missing(command))} == {}


@pytest.mark.parametrize(
    ("command", "word"),
    [("dead-letters show", "show"), ("doctor --fast", "--fast"), ("bury", "bury"), ("dead-letters list --json", None)],
)
def test_a_command_that_does_not_exist_is_reported(command: str, word: str | None) -> None:
    assert missing(command) == word


def test_queries_use_existing_metrics() -> None:
    known = {row.name: row for row in rows()}
    queries = [*blocks("promql")]
    assert len(queries) > 15
    assert {query: found for _, query in queries if (found := unknown(query, known))} == {}


async def test_statements_run_with_the_role_of_the_program(database_url: str) -> None:
    statements = [*blocks("sql")]
    assert len(statements) > 8
    connection = await asyncpg.connect(database_url)
    try:
        for _, statement in statements:
            await connection.fetch(statement.strip().removesuffix(";"))
    finally:
        await connection.close()
