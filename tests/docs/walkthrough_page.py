"""The lists of files in `docs/walkthrough.md`: each line is a file and the first sentence of its docstring."""

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.docs.traced_files import ROOT

PAGE = ROOT / "docs" / "walkthrough.md"
_LIST = re.compile(r"(?<=<!-- path: )(\w+)( -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)


def with_paths(page: str, paths: Mapping[str, Sequence[str]]) -> str:
    """The page with the lists of these paths; KeyError for a list of another path."""
    return _LIST.sub(lambda found: found[1] + found[2] + lines(paths[found[1]]), page)


def names(page: str) -> list[str]:
    return [found[1] for found in _LIST.finditer(page)]


def lines(files: Sequence[str]) -> str:
    return "".join(f"{number}. `{file}`: {summary(ROOT / file)}\n" for number, file in enumerate(files, 1))


def summary(path: Path) -> str:
    """The first sentence of the module's docstring, or of its first class."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = [ast.get_docstring(node) for node in [tree, *tree.body] if isinstance(node, ast.Module | ast.ClassDef)]
    text = next((docstring for docstring in docstrings if docstring), "")
    if not text:
        raise ValueError(f"{path.name} has no docstring")
    return text.partition("\n\n")[0].replace("\n", " ").split(". ")[0].rstrip(".")
