"""Each module's README names what the module has, and nothing that does not exist."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import MetaData

from entrypoints.api_program import ApiProgram
from shared.infra.http.module_api import ModuleApi
from shared.kernel.module import Module
from tests.docs.documents import FOLDERS, ROOT, in_code, tree
from tests.settings import settings_of

FOLDER = ROOT / "modules"
MODULES = sorted(path.parent.name for path in FOLDER.glob("*/container.py"))
_CLASS = re.compile(r"[A-Z]\w*[a-z]\w*")
_DOTTED = re.compile(r"(\w+)\.[\w.]+")
_TABLE_ROW = re.compile(r"^\| (`.+?) \|", re.MULTILINE)


@dataclass(frozen=True)
class Offered:
    """What a module's README must name, and further names that it may use."""

    tables: frozenset[str]
    names: frozenset[str]
    """Published events, consumers, jobs and background tasks."""
    further: frozenset[str]
    routes: frozenset[str]


@pytest.fixture(scope="module")
def offered() -> Mapping[str, Offered]:
    program = ApiProgram(settings_of, "documents")
    return {module.name: _offered(module, program) for module in program.modules()}


def _offered(module: Module, program: ApiProgram) -> Offered:
    api = program.api_of(module.name)
    metadata = module.metadata
    return Offered(
        tables=frozenset(table.name for table in metadata.tables.values())
        if isinstance(metadata, MetaData)
        else frozenset(),
        names=frozenset(
            [
                *(event.type for event in module.events),
                *(each.consumer.name for each in module.subscriptions()),
                *(job.name for job in module.jobs()),
                *(task.name for task in module.background_tasks()),
            ]
        ),
        further=frozenset(check.name for check in module.checks()),
        routes=_routes(api) if api is not None else frozenset(),
    )


def _routes(api: ModuleApi) -> frozenset[str]:
    return frozenset(route.path_format for route in api.router().routes if isinstance(route, APIRoute))


def flaws(name: str, text: str, offered: Mapping[str, Offered]) -> list[str]:
    """Names that the README lacks, and names in it that do not exist."""
    named = in_code(text)
    own = offered[name]
    lacking = sorted((own.tables | own.names) - set(named))
    return [*lacking, *_unknown(name, named, offered), *sorted(_tables(text) - own.tables)]


def _unknown(module: str, named: Iterable[str], offered: Mapping[str, Offered]) -> list[str]:
    names = {name for each in offered.values() for name in each.names | each.further}
    paths = {route for each in offered.values() for route in each.routes}
    unknown = []
    for name in named:
        dotted = _DOTTED.fullmatch(name)
        if _CLASS.fullmatch(name):
            exists = name in _classes()
        elif name.startswith("/v1/"):
            exists = any(f"{path}/".startswith(f"{name}/") for path in paths)
        elif name.endswith((".py", "/")) or name.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
            exists = _is_path(module, name.rstrip("/"))
        elif dotted and dotted[1] in offered:
            exists = name in names
        else:
            continue
        if not exists:
            unknown.append(name)
    return unknown


def _tables(text: str) -> set[str]:
    """The first column of the list of tables."""
    _, _, rest = text.partition("| table | content |")
    rows, _, _ = rest.partition("\n\n")
    return {name for row in _TABLE_ROW.findall(rows) for name in in_code(row)}


def _is_path(module: str, name: str) -> bool:
    """Whether the path exists from the module's folder, the folder of its tests, or the root."""
    return any(f"{folder}{name}" in tree() for folder in (f"modules/{module}/", f"tests/modules/{module}/", ""))


@cache
def _classes() -> frozenset[str]:
    """The names of all classes of modules and shared code."""
    sources = (
        path.read_text(encoding="utf-8") for folder in ("modules", "shared") for path in (ROOT / folder).rglob("*.py")
    )
    return frozenset(name for source in sources for name in re.findall(r"^class (\w+)", source, re.MULTILINE))


@pytest.mark.parametrize("name", MODULES)
def test_a_readme_names_what_the_module_has(name: str, offered: Mapping[str, Offered]) -> None:
    page = FOLDER / name / "README.md"
    assert page.exists(), "write a page like modules/promotions/README.md"
    assert flaws(name, page.read_text(encoding="utf-8"), offered) == []


PAGE = """# Gifts

Raises `NotFound`. Routes: `/v1/gifts`. It publishes `gifts.gift.created`, consumes
`users.user.deleted` as `gifts.erase_users`, checks `gifts.unique` and is in `public.py`.

| table | content |
| --- | --- |
| `gifts`, `givers` | who gives what |

States: `open` → `given`.
"""
GIFTS = Offered(
    tables=frozenset({"gifts", "givers"}),
    names=frozenset({"gifts.gift.created", "gifts.erase_users"}),
    further=frozenset({"gifts.unique"}),
    routes=frozenset({"/v1/gifts/{gift_id}"}),
)
USERS = Offered(frozenset(), frozenset({"users.user.deleted"}), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("named", "instead", "found"),
    [
        ("`gifts`, `givers`", "`gifts`", ["givers"]),
        ("`gifts`, `givers`", "`gifts`, `givers`, `wrapping`", ["wrapping"]),
        ("`gifts.gift.created`", "events", ["gifts.gift.created"]),
        ("`gifts.erase_users`", "a consumer", ["gifts.erase_users"]),
        ("`gifts.unique`", "`gifts.once`", ["gifts.once"]),
        ("`users.user.deleted`", "`users.user.vanished`", ["users.user.vanished"]),
        ("`/v1/gifts`", "`/v1/gift`", ["/v1/gift"]),
        ("`public.py`", "`public/api.py`", ["public/api.py"]),
        ("`NotFound`", "`NotFoundAnywhere`", ["NotFoundAnywhere"]),
    ],
)
def test_a_flaw_is_found(named: str, instead: str, found: list[str]) -> None:
    offered = {"promotions": GIFTS, "gifts": GIFTS, "users": USERS}
    assert flaws("promotions", PAGE, offered) == []
    assert flaws("promotions", PAGE.replace(named, instead), offered) == found
