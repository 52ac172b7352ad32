"""What the tests of the whole program need to know of a module.

`tests/modules/<module>/samples.py` declares it as `SAMPLES`, so that a new module changes no test of the others.
"""

from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Protocol

from tests.edges.access.access_samples import AccessSamples
from tests.entrypoints.lists.copies import Rows
from tests.openapi.walk import Walk

FOLDER = Path(__file__).parent / "modules"


class Post(Protocol):
    """Sends a POST request as the administrator."""

    async def __call__(self, path: str, json: object = None) -> Any:
        """The body of the response to a request that must succeed."""


@dataclass(frozen=True, kw_only=True)
class ModuleSamples:
    """Of each route of the module, what the invariants of all routes are tried with.

    `access`: objects for the access matrix, and what differs from the rule for some operations.
    `new_names`: fields of the request that must differ each time, by operation; `{}` becomes a number.
    `fill_lists`: creates one row for each list. `rows`: how each list gets more of them, by path.
    `singles`: the path of one of the rows, by the route's path.
    `send_examples`: sends the example of each operation with a body.
    `technical_nouns`: nouns of the module that `shared` uses with another meaning, and which one.
    `unsayable`: codes of field errors whose rule the API document cannot express, by method and path.
    """

    access: AccessSamples = field(default_factory=AccessSamples)
    new_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fill_lists: Callable[[Post], Awaitable[None]] | None = None
    rows: Mapping[str, Rows] = field(default_factory=dict)
    singles: Mapping[str, str] = field(default_factory=dict)
    send_examples: Callable[[Walk], None] | None = None
    unsayable: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    technical_nouns: Mapping[str, str] = field(default_factory=dict)


@cache
def all_samples() -> tuple[ModuleSamples, ...]:
    """The samples of all modules that declare them."""
    modules = sorted(file.parent.name for file in FOLDER.glob("*/samples.py"))
    return tuple(resolve_name(f"tests.modules.{module}.samples:SAMPLES") for module in modules)
