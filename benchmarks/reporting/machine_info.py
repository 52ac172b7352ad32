"""Environment of a run: machine, versions and durability settings."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("uvicorn", "uvloop", "fastapi", "pydantic", "sqlalchemy", "asyncpg")


@dataclass(frozen=True, slots=True)
class MachineInfo:
    """`database`: the server's settings; `commit`: the commit, with `+` if there are uncommitted changes."""

    at: str
    commit: str
    machine: str
    python: str
    libraries: Mapping[str, str]
    database: Mapping[str, str]
    notes: tuple[str, ...] = ()


def gathered(database: Mapping[str, str], notes: tuple[str, ...]) -> MachineInfo:
    return MachineInfo(
        datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        _commit(),
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        sys.version.split()[0],
        {name: version(name) for name in LIBRARIES},
        database,
        notes,
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return f"{head}+" if _git("status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*arguments: str) -> str:
    folder = Path(__file__).parent
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
