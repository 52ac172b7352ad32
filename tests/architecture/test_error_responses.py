"""An error becomes a response in one place, `problems.py`: exception handlers and stored responses call it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEDIA_TYPE = "application/problem+json"
MAY_NAME_IT = {
    "shared/infra/http/responses/problems.py",
    "shared/infra/http/responses/negotiation.py",  # whether a caller accepts it
    "shared/infra/http/responses/compression.py",  # compressible, like all JSON
    "shared/infra/http/openapi/documented_responses.py",
}
MAY_BUILD_ONE = {"shared/infra/http/exception_handlers.py"}
"""From the framework's own errors, which are no domain errors."""

pytestmark = pytest.mark.architecture


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in ("entrypoints", "modules", "shared"):
        for file in sorted((ROOT / package).rglob("*.py")):
            if "development" not in file.parts:
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def names_the_media_type(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == MEDIA_TYPE for node in ast.walk(tree))


def builds_one_by_status(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "shared.infra.http.responses.problems"
        and "problem" in {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def test_no_other_file_writes_a_problem() -> None:
    assert {name for name, tree in sources() if names_the_media_type(tree)} - MAY_NAME_IT == set()
    assert {name for name, tree in sources() if builds_one_by_status(tree)} == MAY_BUILD_ONE


def test_a_planted_second_way_is_found() -> None:
    assert names_the_media_type(ast.parse(f"Response(b'', 409, media_type='{MEDIA_TYPE}')"))
    assert builds_one_by_status(ast.parse("from shared.infra.http.responses.problems import problem, problem_for"))
