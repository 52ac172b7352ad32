"""The code uses no private names of libraries, which may change with any release."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("shared", "modules")
DOCUMENTED = {"_asdict", "_fields", "_replace"}
"""Names of the standard library's named tuples; the underscore only keeps them apart from fields."""


def private_names(source: str) -> Iterator[str]:
    """Imports of private modules or names, and private attributes of anything but the object or class itself."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                parts = [*module.split("."), *(alias.name for alias in names)]
                yield from (part for part in parts if _is_private(part) and part != "__future__")
            case ast.Import(names=names):
                yield from (part for alias in names for part in alias.name.split(".") if _is_private(part))
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=_):
                pass
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=_):
                pass
            case ast.Attribute(attr=name) if _is_private(name):
                yield name
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]) if _is_private(
                name
            ):
                yield name


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__") and name not in DOCUMENTED


def test_no_private_name_is_imported() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (names := list(private_names(path.read_text())))
    }
    assert found == {}


def test_a_planted_private_import_is_found() -> None:
    planted = (
        "from starlette._utils import x\nimport a._b\nrequest._body\ngetattr(request, '_json')\nself._own\nrow._fields"
    )
    assert sorted(private_names(planted)) == ["_b", "_body", "_json", "_utils"]
