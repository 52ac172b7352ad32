"""Merges what the modules declare by name."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Value = TypeVar("Value")


class ConflictingDeclarations(Exception):
    """Two modules declare one name with different meanings."""


def merge(kind: str, declared: Iterable[tuple[str, Mapping[str, Value]]]) -> dict[str, Value]:
    """All declarations of this kind (`error code`), of pairs of a module's name and what it declares.

    Raises ConflictingDeclarations. Two modules may declare the same.
    """
    merged: dict[str, Value] = {}
    owners: dict[str, str] = {}
    for owner, declarations in declared:
        for name, value in declarations.items():
            if merged.setdefault(name, value) != value:
                raise ConflictingDeclarations(f"{owners[name]} and {owner} declare the {kind} `{name}` differently")
            owners.setdefault(name, owner)
    return merged
