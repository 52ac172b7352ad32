"""What has to happen as soon as the process is told to stop.

The server first waits until every answer under way has been sent, and a stream's never has:
it must be ended before.
"""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class OnStop:
    """Calls `do` on the loop when a signal says to stop, besides what the server does about it."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self._before: dict[int, Any] = {}

    def listen(self) -> None:
        """From now on, on the running loop. Only the main thread is told of signals."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()

        def told(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._do)
            self._before[number](number, frame)

        for number in _SIGNALS:
            # Without a server that listens, the signal ends the process by itself, and must.
            if callable(before := signal.getsignal(number)):
                self._before[number] = before
                signal.signal(number, told)

    def leave(self) -> None:
        """Put back what was there before."""
        while self._before:
            signal.signal(*self._before.popitem())
