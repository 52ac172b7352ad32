"""Actions on the process's stop signal.

The server waits until every response is complete. Event streams never complete, so they must be closed first.
"""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignalHandler:
    """Calls `action` on the event loop on a stop signal, in addition to the server's own handler."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action = action
        self._previous: dict[int, Any] = {}

    def install(self) -> None:
        """Install the handlers on the running loop. Only the main thread receives signals."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()

        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._action)
            self._previous[number](number, frame)

        for number in _SIGNALS:
            # Without a server's handler the signal must keep ending the process.
            if callable(previous := signal.getsignal(number)):
                self._previous[number] = previous
                signal.signal(number, handle)

    def uninstall(self) -> None:
        """Restore the previous handlers."""
        while self._previous:
            signal.signal(*self._previous.popitem())
