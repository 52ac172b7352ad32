"""Finds words and idioms that have a plainer term, in names, docstrings, comments, texts and pages.

`python -m docs.words` prints them with the better term. The words are those of `words_to_avoid.txt`, which codespell
finds only as whole words; the idioms are below. Text in backticks is code or a word of the API and stays as it is.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
FOLDERS = ("benchmarks", "deploy", "docs", "entrypoints", "modules", "shared", "tests")
CODE_ONLY = ("benchmarks", "tests")
"""Folders whose string constants are data, except docstrings."""
PAGES = ("CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "README.md", "importlinter.cfg")
LIST = Path(__file__).with_name("words_to_avoid.txt")
NOT_SEARCHED = (Path(__file__), ROOT / "tests/architecture/test_words.py")

IDIOMS = {
    "in vain": "without effect, unmet",
    "be had": "be available",
    "let go": "release, void",
    "takes? turns": "alternate",
    "stands(?! for)": "is",
    "(?:comes?|coming|came) to nothing": "fail, have no effect",
    "made whole": "complete, restore",
    "for good(?=[.,;:)]|$)": "permanently",
    "(?:goes|going|gone|went) back": "return, be refunded",
    "wait(?:s|ed|ing)? in line": "queue",
    "tak(?:e|es|en|ing) along": "include, export",
    "keeps? (?:its|their|his|her) word": "do what it promises",
}
NAME_IDIOMS = {"by hand": "manual, manually"}
"""Plain in prose, not in names."""


class Finding(NamedTuple):
    line: int
    words: str
    better: str

    def __str__(self) -> str:
        return f"{self.line}: {self.words} -> {self.better}"


def search(text: str, line: int, *, is_name: bool = False) -> Iterator[Finding]:
    """The words and idioms of a name or a text that begins on `line`."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text) if is_name else _without_code(text)
    for pattern, better in (*WORDS, *PHRASES, *(NAME_PHRASES if is_name else ())):
        for match in pattern.finditer(text):
            words = re.sub(r"[\W_]+", " ", match[0]).lower()
            yield Finding(line + text.count("\n", 0, match.start()), words, better.rstrip(","))


def in_python(source: str, *, strings: bool = False) -> Iterator[Finding]:
    """Findings in names, docstrings and comments and, with `strings`, in all string constants that are sentences."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield from search(name, node.lineno, is_name=True)
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield from search(name, node.lineno, is_name=True)
            case ast.Expr(value=ast.Constant(value=str() as text)) if not strings:
                yield from search(text, node.lineno)
            case ast.Constant(value=str() as text) if strings and " " in text:
                yield from search(text, node.lineno)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "codespell:ignore" not in token.string:
            yield from search(token.string, token.start[0])


def all_findings() -> Iterator[str]:
    """All findings of the repository, by file and line."""
    for folder in FOLDERS:
        for file in _files(folder, "*.py"):
            yield from _of(file, in_python(_read(file), strings=folder not in CODE_ONLY))
        for page in _files(folder, "*.md"):
            yield from _of(page, search(_read(page), 1))
    for name in PAGES:
        yield from _of(ROOT / name, search(_read(ROOT / name), 1))


def _files(folder: str, pattern: str) -> Iterator[Path]:
    for file in sorted((ROOT / folder).rglob(pattern)):
        if file not in NOT_SEARCHED and "node_modules" not in file.parts:
            yield file


def _of(file: Path, found: Iterator[Finding]) -> list[str]:
    return [f"{file.relative_to(ROOT)}:{finding}" for finding in sorted(found)]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _without_code(text: str) -> str:
    """`text` without code blocks and code spans, with the same lines."""
    return re.sub(r"(?s)```.*?```|`[^`]*`", lambda code: "\n" * code[0].count("\n"), text)


def _compiled(words: dict[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    spaced = {word.replace(" ", r"[\s_]+"): better for word, better in words.items()}
    return tuple((re.compile(rf"(?i)(?<![a-z])(?:{word})(?![a-z])"), better) for word, better in spaced.items())


WORDS = _compiled({word: better for word, _, better in (line.partition("->") for line in _read(LIST).splitlines())})
PHRASES = _compiled(IDIOMS)
NAME_PHRASES = _compiled(NAME_IDIOMS)

if __name__ == "__main__":
    sys.exit("\n".join(all_findings()) or None)
