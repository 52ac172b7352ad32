"""CPU time and memory of groups of processes, read from /proc.

Sums include reaped children, so a process that ends within a window is counted. For single-threaded processes the
nanoseconds of `schedstat` are used if available: rounding 64 database processes down to clock ticks would lose half a
second of a two-second window.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
FOREIGN = "foreign"
KERNEL_THREAD = 0x0020_0000


@dataclass(frozen=True, slots=True)
class Process:
    """A process: CPU seconds of its own and of its reaped children, and its resident memory."""

    pid: int
    parent: int
    own_seconds: float
    reaped_seconds: float
    resident_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A snapshot of all processes; `at` is Unix time in seconds, like in pgbench's log."""

    at: float
    processes: Mapping[int, Process]


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds by group within a window of `seconds`; `foreign` is that of all other processes.

    `resident_mb` is each group's memory at the end, in 10⁶ bytes; pages that processes share count for each.
    """

    seconds: float
    groups: Mapping[str, float]
    foreign: float
    resident_mb: Mapping[str, float] = field(default_factory=dict)

    @property
    def foreign_cores(self) -> float:
        return self.foreign / self.seconds


def parsed(stat: str, exact_nanoseconds: int | None = None) -> Process:
    """Parse /proc/PID/stat; the program's name may contain spaces and parentheses."""
    pid, rest = int(stat.split(" ", 1)[0]), stat.rpartition(")")[2].split()
    own = sum(int(ticks) for ticks in rest[11:13]) * TICK_SECONDS
    if exact_nanoseconds is not None and rest[17] == "1":
        own = exact_nanoseconds / 1e9
    reaped = sum(int(ticks) for ticks in rest[13:15]) * TICK_SECONDS
    return Process(pid, int(rest[1]), own, reaped, int(rest[21]) * PAGE_BYTES)


def read() -> Reading:
    """Take a snapshot of all processes without kernel threads.

    Its time is the middle of the reading, which may be interrupted on a busy machine.
    """
    began = time.time()
    found: dict[int, Process] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            stat = _content(f"/proc/{name}/stat")
            if int(stat.rpartition(")")[2].split()[6]) & KERNEL_THREAD:
                continue
            process = parsed(stat, int(_content(f"/proc/{name}/schedstat").split()[0]))
        except (OSError, IndexError, ValueError):
            continue
        found[process.pid] = process
    return Reading((began + time.time()) / 2, found)


def _content(path: str) -> str:
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, 4096).decode(errors="replace")
    finally:
        os.close(file)


def used(before: Reading, after: Reading, roots: Mapping[str, int]) -> Usage:
    """CPU time per group between two snapshots; a group is a root's descendants up to another root."""
    first, last = _sums(before, roots), _sums(after, roots)
    groups = {name: max(0.0, last.get(name, 0.0) - first.get(name, 0.0)) for name in roots}
    resident = dict.fromkeys(roots, 0.0)
    for pid, process in after.processes.items():
        group = group_of(pid, after.processes, roots)
        if group in resident:
            resident[group] += process.resident_bytes / 1e6
    return Usage(after.at - before.at, groups, _foreign(before, after, roots), resident)


def group_of(pid: int, processes: Mapping[int, Process], roots: Mapping[str, int]) -> str:
    by_pid = {root: name for name, root in roots.items()}
    while pid in processes:
        if pid in by_pid:
            return by_pid[pid]
        pid = processes[pid].parent
    return FOREIGN


def _sums(reading: Reading, roots: Mapping[str, int]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for pid, process in reading.processes.items():
        group = group_of(pid, reading.processes, roots)
        sums[group] = sums.get(group, 0.0) + process.own_seconds + process.reaped_seconds
    return sums


def _foreign(before: Reading, after: Reading, roots: Mapping[str, int]) -> float:
    """Summed per process, so that a process whose children were reaped elsewhere does not count negatively."""
    total = 0.0
    for pid, process in after.processes.items():
        if group_of(pid, after.processes, roots) != FOREIGN:
            continue
        earlier = before.processes.get(pid)
        spent = process.own_seconds + process.reaped_seconds
        total += max(0.0, spent - (earlier.own_seconds + earlier.reaped_seconds if earlier else 0.0))
    for pid, process in before.processes.items():
        if pid not in after.processes and group_of(pid, before.processes, roots) == FOREIGN:
            total -= process.own_seconds + process.reaped_seconds if process.parent in after.processes else 0.0
    return max(0.0, total)
