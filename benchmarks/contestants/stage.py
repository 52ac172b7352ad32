"""All contestants set up side by side, each over a database of its own on the one server."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.contestants.contestant import Contestant
from benchmarks.contestants.tutorial import tutorial
from benchmarks.pgbench.sameness import RowCount
from benchmarks.reporting.targets import TUTORIAL


@dataclass(slots=True)
class Stage:
    """`databases` to tidy between rounds; `rows`: what each writes for one order."""

    contestants: list[Contestant] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    rows: list[RowCount] = field(default_factory=list)
    notes: tuple[str, ...] = ()


async def set_up(
    running: AsyncExitStack, server: str, folder: Path, roots: Mapping[str, int], wants: Callable[[str], bool]
) -> Stage:
    stage = Stage()
    if wants(TUTORIAL):
        contestant = await running.enter_async_context(tutorial(server, "tutorial", folder, roots))
        stage.contestants.append(contestant)
        stage.databases.append(contestant.database or server)
    return stage
