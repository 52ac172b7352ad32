"""Prints the components' output; each line starts with the component's name, colored on a terminal."""

import sys
from contextlib import suppress

_COLOURS = {
    "api": 36,
    "worker": 33,
    "relay": 35,
    "scheduler": 34,
    "postgres": 32,
    "valkey": 31,
    "mailbox": 37,
    "up": 37,
}
_WIDTH = max(map(len, _COLOURS))


class ComponentLog:
    """Writes whole lines to standard output, so that the lines of components do not mix."""

    def __init__(self) -> None:
        self.on_terminal = sys.stdout.isatty()

    def __call__(self, part: str, line: str) -> None:
        name = f"{part:<{_WIDTH}}"
        if self.on_terminal:
            name = f"\x1b[{_COLOURS.get(part, 37)}m{name}\x1b[0m"
        self.plain(f"{name} | {line}")

    def plain(self, text: str) -> None:
        with suppress(OSError):  # the terminal was closed; the components keep running until they are stopped
            print(text, flush=True)  # noqa: T201 the terminal is this program's output
