"""JSON of an order's figures: by rollup, lists of day, key and figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson

from modules.reports.domain.counting import CounterKey, OrderCounts, Rollup


def to_json(counts: OrderCounts) -> str:
    lists: dict[str, list[list[Any]]] = {}
    for counter in sorted(counts):
        lists.setdefault(counter.rollup.value, []).append([counter.day.isoformat(), counter.key, *counts[counter]])
    return orjson.dumps(lists).decode()


def from_json(lists: Mapping[str, Sequence[Sequence[Any]]]) -> OrderCounts:
    return {
        CounterKey(Rollup(rollup), date.fromisoformat(day), key): tuple(figures)
        for rollup, rows in lists.items()
        for day, key, *figures in rows
    }
