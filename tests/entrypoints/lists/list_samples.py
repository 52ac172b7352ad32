"""What the checks of all lists need to know of a module's lists."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import asyncpg

from tests.entrypoints.lists.copies import Rows

Singles = Mapping[str, str | tuple[str, str]]
"""By the path of a route that reads one resource: the path of one, or of a small one and one of many parts."""


class Filling(Protocol):
    """A program without data but what the modules before have created."""

    @property
    def owner(self) -> asyncpg.Connection:
        """Connected as the owner of the tables."""

    async def post(self, path: str, json: object = None, *, status: int = 201) -> Any:
        """The body of the response to a request of the administrator, which must have this status."""


async def nothing(_: Filling) -> Singles:
    return {}


@dataclass(frozen=True, kw_only=True)
class ListSamples:
    """`fill` creates at least one row for each list, and returns where single resources are read.

    `rows`: how each list gets more rows, by path.
    `filter_values`: values of filters that are refused unless what they name exists, by path and filter.
    """

    fill: Callable[[Filling], Awaitable[Singles]] = nothing
    rows: Mapping[str, Rows] = field(default_factory=dict)
    filter_values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
