"""Stores the sandbox's objects in a SQLite file; committed responses survive a crash of the process.

One thread owns the connection. Whatever requests wait when it is free go into one transaction,
each in a savepoint of its own, so that many share the wait for the disk.
"""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from entrypoints.development.payment_sandbox.storage.records import Records
from entrypoints.development.payment_sandbox.storage.schema import SCHEMA

T = TypeVar("T")
MAX_BATCH = 64


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Records], Any]
    done: Future[Any]


class Store:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)

    def open(self) -> None:
        """Create the file if needed, readable only by its owner. Raises sqlite3.Error, OSError."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = self._connected()
        connection.executescript(SCHEMA)
        connection.close()
        self._thread.start()

    def close(self) -> None:
        """Finish the pending jobs."""
        self._jobs.put(None)
        self._thread.join()

    async def run(self, work: Callable[[Records], T]) -> T:
        """Run the work in a transaction and return once it is on disk. An exception rolls back only this work."""
        done: Future[T] = Future()
        self._jobs.put(_Job(work, done))
        return await asyncio.wrap_future(done)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _serve(self) -> None:
        connection = self._connected()
        while (job := self._jobs.get()) is not None:
            batch = [job, *self._waiting()]
            _commit_batch(connection, [job for job in batch if job.done.set_running_or_notify_cancel()])
        connection.close()

    def _waiting(self) -> list[_Job]:
        jobs: list[_Job] = []
        while len(jobs) < MAX_BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs


def _commit_batch(connection: sqlite3.Connection, jobs: list[_Job]) -> None:
    outcomes: list[tuple[_Job, Any, BaseException | None]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_run_in_savepoint(connection, job) for job in jobs]
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        outcomes = [(job, None, error) for job in jobs]
    for job, result, failure in outcomes:
        if failure is None:
            job.done.set_result(result)
        else:
            job.done.set_exception(failure)


def _run_in_savepoint(connection: sqlite3.Connection, job: _Job) -> tuple[_Job, Any, BaseException | None]:
    connection.execute("SAVEPOINT job")
    try:
        result = job.work(Records(connection))
    except Exception as error:
        connection.execute("ROLLBACK TO job")
        return job, None, error
    finally:
        connection.execute("RELEASE job")
    return job, result, None
