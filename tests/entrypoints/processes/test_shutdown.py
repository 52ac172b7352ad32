"""The action on a stop signal, in addition to the server's handler."""

import asyncio
import os
import signal
import threading

from entrypoints.processes.shutdown import StopSignalHandler
from tests.timeouts import TIMEOUT_SECONDS


async def test_the_stop_handler_runs_in_addition_to_the_servers() -> None:
    server: list[int] = []
    ended = asyncio.Event()
    before = signal.signal(signal.SIGTERM, lambda number, _: server.append(number))
    on_stop = StopSignalHandler(ended.set)
    try:
        on_stop.install()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(ended.wait(), TIMEOUT_SECONDS)
        assert server == [signal.SIGTERM]
        on_stop.uninstall()
        ended.clear()
        os.kill(os.getpid(), signal.SIGTERM)
        assert server == [signal.SIGTERM, signal.SIGTERM]
        assert not ended.is_set()
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_an_unhandled_signal_still_ends_the_process() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    on_stop = StopSignalHandler(lambda: None)
    try:
        on_stop.install()
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        on_stop.uninstall()
        signal.signal(signal.SIGTERM, before)


def test_outside_of_the_main_thread_no_handler_is_installed() -> None:
    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=StopSignalHandler(lambda: None).install)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is before
