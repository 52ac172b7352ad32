"""Cells of a list as CSV, compared with its JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def value_at(item: Any, name: str) -> Any:
    for step in name.split("."):
        item = item.get(step) if isinstance(item, dict) else None
    return item


def parse_cell(cell: str, expected: Any) -> Any:
    """A cell parsed as the type of the expected value."""
    if expected is None or isinstance(expected, bool):
        return {"": None, "true": True, "false": False}[cell]
    if isinstance(expected, str):
        return cell[1:] if cell.startswith("'") and expected[:1] in "=+-@" else cell
    return json.loads(cell)


def covers(column: str, leaf: str) -> bool:
    """Whether the column contains the leaf, or a part of a missing object."""
    return column == leaf or leaf.startswith(f"{column}.") or column.startswith(f"{leaf}.")


def leaves(item: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in item.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"
