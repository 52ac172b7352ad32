"""Four or more arguments of a call into another file have names.

Positions are read for functions and classes that the caller imports; methods of objects have ports to read. Functions
with `*args` take any number.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).parents[2]
FOLDERS = ("modules", "shared", "entrypoints", "benchmarks", "deploy", "docs")
MAX_POSITIONAL = 3

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Sources:
    """The files of the tree by module name."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.trees = {path: ast.parse(source) for path, source in files.items()}
        self._modules = {module_of(path): tree for path, tree in self.trees.items()}

    def definition(self, module: str, name: str) -> Definition | None:
        """Also where the module only passes it on, as `public` packages do."""
        for node in self._modules[module].body if module in self._modules else ():
            if isinstance(node, DEFINITIONS) and node.name == name:
                return node
            if isinstance(node, ast.ImportFrom) and any((each.asname or each.name) == name for each in node.names):
                return self.definition(str(node.module), name)
        return None

    def called(self, call: ast.Call, imports: Mapping[str, tuple[str, str]]) -> Definition | None:
        """The imported function, class, or method of a class that is called."""
        match call.func:
            case ast.Name(id=name) if name in imports:
                return self.definition(*imports[name])
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in imports:
                module, imported = imports[name]
                if (owner := self.definition(module, imported)) is None:
                    return self.definition(f"{module}.{imported}", attribute)
                return next((node for node in definitions(owner.body) if node.name == attribute), None)
        return None

    def violations(self) -> Iterator[str]:
        for path, tree in self.trees.items():
            imports = {
                each.asname or each.name: (str(node.module), each.name)
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for each in node.names
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and len(node.args) > MAX_POSITIONAL:
                    called = self.called(node, imports)
                    if called is not None and not takes_any_number(called):
                        yield f"{path}: {called.name} with {len(node.args)} positional arguments"


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def definitions(body: list[ast.stmt]) -> Iterator[Definition]:
    return (node for node in body if isinstance(node, DEFINITIONS))


def takes_any_number(called: Definition) -> bool:
    if isinstance(called, ast.ClassDef):
        return any(takes_any_number(node) for node in definitions(called.body) if node.name == "__init__")
    return called.args.vararg is not None


def test_four_arguments_across_files_have_names() -> None:
    paths = [
        path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if "template" not in path.parts
    ]
    assert len(paths) > 1000
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}
    assert [*Sources(files).violations()] == []


CALLED = """
class Charge:
    @classmethod
    def of(cls, a, b, c, d): ...
def charge(a, b, c, d): ...
def fetch(*args): ...
"""


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from a.charges import charge\ncharge(1, 2, 3, 4)", ["b.py: charge with 4 positional arguments"]),
        ("from a.charges import charge\ncharge(1, 2, 3, d=4)", []),
        ("from a.charges import Charge as C\nC(1, 2, *rest, 4)", ["b.py: Charge with 4 positional arguments"]),
        ("from a.charges import Charge\nCharge.of(1, 2, 3, 4)", ["b.py: of with 4 positional arguments"]),
        ("from a import charges\ncharges.charge(1, 2, 3, 4)", ["b.py: charge with 4 positional arguments"]),
        ("from a import charge\ncharge(1, 2, 3, 4)", ["b.py: charge with 4 positional arguments"]),
        ("from a.charges import fetch\nfetch(1, 2, 3, 4)", []),
        ("from elsewhere import charge\ncharge(1, 2, 3, 4)", []),
        ("def charge(a, b, c, d): ...\ncharge(1, 2, 3, 4)", []),
    ],
)
def test_a_planted_call_is_found(source: str, found: list[str]) -> None:
    files = {"a/__init__.py": "from a.charges import charge", "a/charges.py": CALLED, "b.py": source}
    assert [*Sources(files).violations()] == found
