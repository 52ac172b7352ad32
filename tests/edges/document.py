"""Reads an application's operations from its OpenAPI document."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """`scopes`: the caller needs one of them. `beyond`: scopes that give access to other users' resources, or None.
    `is_open`: needs no authentication.
    """

    id: str
    method: str
    path: str
    is_open: bool
    scopes: frozenset[str]
    beyond: frozenset[str] | None
    parameters: list[dict[str, Any]]
    bodies: Mapping[str, dict[str, Any]]
    answers: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def holes(self) -> list[str]:
        """The path up to each of its parameters: `/v1/orders/{order_id}`."""
        return [self.path[: hole.end()] for hole in re.finditer(r"\{[^}]+\}", self.path)]

    def parameters_in(self, place: str) -> list[dict[str, Any]]:
        return [one for one in self.parameters if one["in"] == place]

    @property
    def is_list(self) -> bool:
        return self.method == "GET" and any(one["name"] == "cursor" for one in self.parameters)

    @property
    def media_type(self) -> str | None:
        """Media type of the body; JSON if there is a choice."""
        return "application/json" if "application/json" in self.bodies else next(iter(self.bodies), None)


def operations(document: Mapping[str, Any]) -> list[Operation]:
    return list(_operations(document))


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, members in document["paths"].items():
        shared = members.get("parameters", [])
        for method in _METHODS:
            if method not in members:
                continue
            one = members[method]
            content = one.get("requestBody", {}).get("content", {})
            yield Operation(
                one["operationId"],
                method.upper(),
                path,
                {} in one.get("security", [{}]),
                frozenset(one.get("x-required-scopes", ())),
                frozenset(one["x-scopes-beyond-own"]) if "x-scopes-beyond-own" in one else None,
                [*shared, *one.get("parameters", [])],
                {kind: media.get("schema", {}) for kind, media in content.items()},
                one["responses"],
            )
