"""Sampling CPU profiler, driven by the profiling timer; no overhead between samples."""

import signal
from collections import Counter
from pathlib import Path
from types import FrameType

import orjson

INTERVAL_SECONDS = 0.001
Place = tuple[str, str, int]
"""File, function and the line the function begins at."""


class Sampler:
    """Counts stacks, outermost call first, while it is running."""

    def __init__(self) -> None:
        self.stacks: Counter[tuple[Place, ...]] = Counter()

    def start(self) -> None:
        """Start sampling; only in the main thread."""
        self.stacks.clear()
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def save(self, file: Path) -> None:
        file.write_bytes(orjson.dumps([[count, stack] for stack, count in self.stacks.items()]))

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        stack: list[Place] = []
        while frame is not None:
            code = frame.f_code
            stack.append((code.co_filename, code.co_qualname, code.co_firstlineno))
            frame = frame.f_back
        self.stacks[tuple(reversed(stack))] += 1


def load(file: Path) -> Counter[tuple[Place, ...]]:
    stacks: Counter[tuple[Place, ...]] = Counter()
    for count, stack in orjson.loads(file.read_bytes()):
        stacks[tuple((place[0], place[1], place[2]) for place in stack)] += count
    return stacks
