"""One worker process: Dramatiq's threads wait, one event loop does the work."""

import signal
import threading
from collections.abc import Awaitable, Callable

import uvloop
from dramatiq import Broker, Worker
from dramatiq.asyncio import EventLoopThread, async_to_sync, set_event_loop_thread
from dramatiq.middleware import AsyncIO, Middleware, MiddlewareError, TimeLimit

from shared.infra.messaging.background_tasks import BackgroundTaskRunner
from shared.infra.messaging.broker import MAX_EXTERNAL_THREADS, DeliveryBroker

THREADS = 8
"""Maximum number of transactional messages that one process handles at a time, besides `MAX_EXTERNAL_THREADS`
external ones.
"""

THREAD_POLL_MILLISECONDS = 1_000
"""Maximum time until an idle thread notices a stop request; messages wake it immediately."""

TIME_LIMIT_SECONDS = 25
"""Less than a lease, so that no thread works on deliveries that others may claim."""

STOP_SECONDS = 25
LOOP_START_SECONDS = 30
"""Maximum time until the event loop's thread has started."""


class CouldNotStart(MiddlewareError):
    """Dramatiq passes on only this kind of error; it would log and swallow any other."""


class EventLoopMiddleware(AsyncIO):
    """Dramatiq's event loop on a thread, with uvloop and a longer start-up time-out for a busy machine.

    A daemon thread, so that a worker that could not start ends.
    """

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        thread = EventLoopThread(self.logger)
        thread.daemon = True
        thread.loop.close()
        thread.loop = uvloop.new_event_loop()
        thread.start(timeout=LOOP_START_SECONDS)
        set_event_loop_thread(thread)


class LifecycleMiddleware(Middleware):
    """Opens, runs and closes the resources of the worker's event loop. Must come after Loop, which creates it."""

    def __init__(
        self,
        on_start: Callable[[], Awaitable[None]],
        on_stop: Callable[[], Awaitable[None]],
        background_tasks: BackgroundTaskRunner,
    ) -> None:
        self._on_start = on_start
        self._on_stop = on_stop
        self._background_tasks = background_tasks

    def before_worker_boot(self, broker: Broker, worker: Worker) -> None:
        try:
            async_to_sync(self._on_start)()
        except Exception as error:
            raise CouldNotStart(f"{type(error).__name__}: {error}") from error
        async_to_sync(self._background_tasks.start)()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        async_to_sync(self._background_tasks.request_stop)()

    def after_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        async_to_sync(self._background_tasks.stop)()
        async_to_sync(self._on_stop)()


def worker_broker(
    url: str,
    on_start: Callable[[], Awaitable[None]],
    *,
    on_stop: Callable[[], Awaitable[None]],
    background_tasks: BackgroundTaskRunner,
) -> DeliveryBroker:
    """A broker with only the middleware that a worker needs."""
    lifecycle = LifecycleMiddleware(on_start, on_stop, background_tasks)
    return DeliveryBroker(url, [EventLoopMiddleware(), TimeLimit(time_limit=TIME_LIMIT_SECONDS * 1000), lifecycle])


def run_until_stopped(broker: DeliveryBroker, threads: int = THREADS) -> None:
    """Work until SIGTERM or SIGINT, then finish running messages.

    Raises CouldNotStart. One process, without Dramatiq's command line, because its child processes may outlive the
    parent.
    """
    stop_requested = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    broker.emit_after("process_boot")
    # A thread for each message that is fetched: a message that waited in a process that died would have no owner.
    worker_threads = threads + MAX_EXTERNAL_THREADS
    worker = Worker(broker, worker_timeout=THREAD_POLL_MILLISECONDS, worker_threads=worker_threads)
    worker.queue_prefetch = threads
    try:
        worker.start()
    except BaseException:
        broker.emit_after("worker_shutdown", worker)
        raise
    stop_requested.wait()
    worker.stop(timeout=STOP_SECONDS * 1000)
    broker.close()
