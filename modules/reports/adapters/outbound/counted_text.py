"""What an order is counted with, as JSON: by rollup, lists of day, key and figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from modules.reports.domain.counting import Cell, Counted, Rollup


def text_of(counted: Counted) -> str:
    lists: dict[str, list[list[Any]]] = {}
    for cell in sorted(counted):
        lists.setdefault(cell.rollup.value, []).append([cell.day.isoformat(), cell.key, *counted[cell]])
    return orjson.dumps(lists).decode()


def counted_of(lists: Mapping[str, Sequence[Sequence[Any]]]) -> Counted:
    return {
        Cell(Rollup(rollup), date.fromisoformat(day), key): tuple(figures)
        for rollup, rows in lists.items()
        for day, key, *figures in rows
    }
