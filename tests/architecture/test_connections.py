"""Connections to PostgreSQL are opened in one place."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACE = "shared/infra/sql/connections/connect.py"


def opens_connections(code: str) -> bool:
    """Whether the code calls `connect` or `create_pool` of the driver."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "asyncpg"
        and node.attr in ("connect", "create_pool")
        for node in ast.walk(ast.parse(code))
    )


def test_only_one_file_opens_connections() -> None:
    files = (path for top in ("entrypoints", "migrations", "modules", "shared") for path in (ROOT / top).rglob("*.py"))
    found = [str(path.relative_to(ROOT)) for path in files if opens_connections(path.read_text())]
    assert found == [PLACE]


@pytest.mark.parametrize("call", ["await asyncpg.connect(url)", "asyncpg.create_pool(dsn=url)"])
def test_a_planted_connection_is_detected(call: str) -> None:
    assert opens_connections(f"async def planted(url):\n    {call}\n")
