"""Records which of the program's files run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
PROGRAM = tuple(f"{ROOT / name}/" for name in ("modules", "shared", "entrypoints"))


@contextmanager
def traced_files() -> Iterator[list[str]]:
    """The files of the program whose functions this thread calls, in the order of their first call.

    The list is complete when the block ends. Classes that are defined, and methods that libraries generate, do not
    count: their code is in no file of ours.
    """
    visited: dict[str, None] = {}

    def on_event(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and (filename := frame.f_code.co_filename).startswith(PROGRAM):
            visited.setdefault(filename)

    files: list[str] = []
    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        yield files
    finally:
        sys.setprofile(before)
        files += [str(Path(filename).relative_to(ROOT)) for filename in visited]
