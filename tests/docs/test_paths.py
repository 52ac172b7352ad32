"""The paths, links and commands in the documents exist."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest

from entrypoints.development.new_module.names import names_of
from entrypoints.development.new_module.template_files import filled_in
from tests.docs.documents import FOLDERS, ROOT, documents, in_code, prose, tails, tree

DOCUMENTS = documents()
SUFFIXES = (".py", ".md", ".cfg", ".toml", ".txt", ".yaml", ".yml", ".lock", ".sql")
TUTORIAL = "docs/your-first-module.md"
WRITTEN = {PurePosixPath(path) for path, _ in filled_in(names_of("suppliers", None), "NNNN", "")}
"""What the reader of the tutorial makes."""

_PATH = re.compile(r"[\w<>*][\w./<>*-]*")
_BLOCK_PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w./<>*-]*[\w>/*]")
_PLACEHOLDER = re.compile(r"<\w+>")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)(?=$|[\s`])", re.MULTILINE)
_RUN = re.compile(r"\bpython3? (?:-I )?-m ([a-z][\w.]*)")
_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def missing(document: str, text: str) -> list[str]:
    """What the document names and the tree does not have."""
    paths = [name for name in in_code(text) if _is_path(name) and not _exists(document, name)]
    blocks = _blocks(text)
    paths += [name for block in blocks for name in _BLOCK_PATH.findall(block) if not _exists(document, name)]
    code = "\n".join([*in_code(text), *blocks])
    targets = [f"make {target}" for target in _MAKE.findall(code) if target not in _TARGETS]
    programs = [f"-m {program}" for program in _RUN.findall(code) if not _is_program(program)]
    return [*paths, *_broken_links(document, text), *targets, *programs]


def _is_path(name: str) -> bool:
    return _PATH.fullmatch(name) is not None and (
        name.endswith((*SUFFIXES, "/")) or name.startswith(tuple(f"{folder}/" for folder in FOLDERS))
    )


def _exists(document: str, name: str) -> bool:
    """A path from the root or the document's folder, or the last parts of a path. `<name>` stands for any name."""
    if document == TUTORIAL and PurePosixPath(name) in WRITTEN:
        return True
    pattern = _PLACEHOLDER.sub("*", name.rstrip("/"))
    if "*" in pattern:
        return any(fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}") for path in tree())
    if pattern.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
        return pattern in tree()
    return pattern in tails()


def _broken_links(document: str, text: str) -> Iterator[str]:
    for link in _LINK.findall(prose(text)):
        if link.startswith(("http://", "https://")):
            continue
        target, _, heading = link.partition("#")
        path = (ROOT / document).parent / target
        if target and not path.exists():
            yield link
            continue
        if heading and heading not in _anchors(path.read_text(encoding="utf-8") if target else text):
            yield link


def _anchors(text: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", prose(text)))
    }


def _blocks(text: str) -> list[str]:
    return re.findall(r"^```.*?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def _is_program(name: str) -> bool:
    """A module of ours; the names of others are not checked."""
    path = PurePosixPath(name.replace(".", "/"))
    if path.parts[0] not in FOLDERS:
        return True
    return f"{path}.py" in tree() or f"{path}/__main__.py" in tree()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_exists(document: str) -> None:
    assert missing(document, DOCUMENTS[document]) == []


def test_the_readme_leads_to_every_page() -> None:
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")}
    assert pages - set(_LINK.findall(DOCUMENTS["README.md"])) == set()


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("`shared/infra/sql/no_such_file.py`", "shared/infra/sql/no_such_file.py"),
        ("`shared/infra/no_such_folder/`", "shared/infra/no_such_folder/"),
        ("`infra/sql/retry.py` of `elsewhere/retry.py`", "elsewhere/retry.py"),
        ("`shared/sql/retry.py`", "shared/sql/retry.py"),
        ("`modules/<module>/no_such_layer/`", "modules/<module>/no_such_layer/"),
        ("```\nmodules/no_such_module → shared\n```", "modules/no_such_module"),
        ("[a page](no-such-page.md)", "no-such-page.md"),
        ("[a section](../README.md#no-such-section)", "../README.md#no-such-section"),
        ("`make nothing`", "make nothing"),
        ("```sh\nmake nothing M=users\n```", "make nothing"),
        ("`python -m tests.faults.no_such_program`", "-m tests.faults.no_such_program"),
    ],
)
def test_a_missing_path_is_reported(planted: str, found: str) -> None:
    assert missing("docs/planted.md", f"# Planted\n\n{planted}\n") == [found]


@pytest.mark.parametrize(
    "fine",
    [
        "`shared/infra/sql/retry.py`, `sql/retry.py`, `retry.py` and `shared/infra/`",
        "`modules/<module>/adapters/inbound/event_handlers.py`, `text/csv`, `/v1/orders`, `300/60`",
        "[a page](states.md), [a section](../README.md#two-commands), [this](#planted), [other](https://example.com/a)",
        "`make test-module M=users` and make certain of it",
        "```sh\nmake run\n.venv/bin/python -m benchmarks --quick\npython -m json.tool\n```",
    ],
)
def test_an_existing_path_is_not_reported(fine: str) -> None:
    assert missing("docs/planted.md", f"# Planted\n\n{fine}\n") == []
