"""What happens at once when a signal says to stop, besides what the server does."""

import asyncio
import os
import signal
import threading

from entrypoints.shutdown import OnStop
from tests.timeouts import TIMEOUT_SECONDS


async def test_it_is_done_beside_what_the_server_does() -> None:
    server: list[int] = []
    ended = asyncio.Event()
    before = signal.signal(signal.SIGTERM, lambda number, _: server.append(number))
    on_stop = OnStop(ended.set)
    try:
        on_stop.listen()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(ended.wait(), TIMEOUT_SECONDS)
        assert server == [signal.SIGTERM]
        on_stop.leave()
        ended.clear()
        os.kill(os.getpid(), signal.SIGTERM)
        assert server == [signal.SIGTERM, signal.SIGTERM]
        assert not ended.is_set()
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_a_signal_nobody_handles_still_ends_the_process() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    on_stop = OnStop(lambda: None)
    try:
        on_stop.listen()
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        on_stop.leave()
        signal.signal(signal.SIGTERM, before)


def test_beside_the_main_thread_nothing_is_touched() -> None:
    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=OnStop(lambda: None).listen)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is before
