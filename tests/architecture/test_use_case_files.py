"""One use case a file, and the file has the name of the use case."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def violations(path: str, source: str) -> Iterator[str]:
    """A use case is a class with `__call__`; a query service groups the reads of one resource."""
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    use_cases = [each.name for each in classes if {"__call__"} & {getattr(node, "name", "") for node in each.body}]
    named_after = [*use_cases, *(each.name for each in classes if each.name.endswith("QueryService"))]
    if len(named_after) > 1:
        yield f"{path}: more than one use case: {', '.join(named_after)}"
    for name in named_after[:1]:
        if Path(path).stem != snake_case(name):
            yield f"{path}: should be {snake_case(name)}.py"


def test_an_application_file_has_one_use_case_and_its_name() -> None:
    files = list(ROOT.glob("modules/*/application/**/*.py"))
    assert len(files) > 150
    assert [
        violation
        for file in sorted(files)
        for violation in violations(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("hold_order.py", "class HoldOrder:\n    async def __call__(self): ...", 0),
        ("holds.py", "class HoldOrder:\n    async def __call__(self): ...", 1),
        ("get_shipments.py", "class ShipmentQueryService:\n    async def get_shipment(self): ...", 1),
        (
            "hold_order.py",
            "class HoldOrder:\n    async def __call__(self): ...\nclass ReleaseOrder:\n    def __call__(self): ...",
            1,
        ),
        ("holds.py", "class Hold:\n    reason: str", 0),
    ],
)
def test_a_planted_violation_is_found(path: str, source: str, found: int) -> None:
    assert len(list(violations(path, source))) == found


def test_an_application_class_has_no_name_of_a_port() -> None:
    """Ports that only read are called `…Queries`, the classes of the application that use them `…QueryService`."""
    named = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file in sorted(ROOT.glob("modules/*/application/**/*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Queries")
    ]
    assert named == []
