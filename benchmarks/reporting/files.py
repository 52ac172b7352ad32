"""Saves the results as JSON and Markdown."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from benchmarks.measurement.rounds import Entry, Round
from benchmarks.measurement.slices import Slice
from benchmarks.reporting.machine_info import MachineInfo
from benchmarks.reporting.target import Verdict

FOLDER = Path(__file__).parents[1] / "results"


def save(
    facts: MachineInfo,
    entries: Sequence[Entry],
    rounds: Sequence[Round],
    *,
    found: Sequence[Verdict],
    page: str,
    kind: str = "placement",
    more: Mapping[str, object] | None = None,
) -> tuple[Path, Path]:
    """Write both files, named after the `kind` of run, into the results folder and return their paths.

    `more` members are added to the JSON.
    """
    FOLDER.mkdir(exist_ok=True)
    name = f"{kind}-" + re.sub(r"[^0-9TZ]", "", facts.at)
    figures, words = FOLDER / f"{name}.json", FOLDER / f"{name}.md"
    content = {
        "facts": dataclasses.asdict(facts),
        "rounds": [[_figures(entry, one) for entry in entries if entry.key in one.slices] for one in rounds],
        "dropped_slices": sum(one.dropped for one in rounds),
        "targets": [_verdict(one) for one in found],
        **(more or {}),
    }
    figures.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    words.write_text(page)
    return figures, words


def _figures(entry: Entry, one: Round) -> dict[str, object]:
    of: Slice = one.slices[entry.key]
    return {
        "who": entry.system.name,
        "load": entry.scenario.name,
        "buyers": entry.scenario.buyers,
        "seconds": of.usage.seconds,
        "done": len(of.done),
        "accepted": sum(done.accepted for done in of.done),
        "per_second": of.per_second,
        "cpu_seconds": of.usage.groups,
        "resident_mb": of.usage.resident_mb,
        "backlog_seconds": of.backlog_seconds,
        "foreign_cores": of.usage.foreign_cores,
        "p50_ms": of.latency_ms(50) if of.done else None,
        "p99_ms": of.latency_ms(99) if of.done else None,
    }


def _verdict(one: Verdict) -> dict[str, object]:
    seen = dataclasses.asdict(one.seen) if one.seen else None
    return {"what": one.target.what, "limit": one.target.limit, "seen": seen, "verdict": one.word}
