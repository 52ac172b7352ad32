"""Retries work after serialization failures and lost connections."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import ParamSpec, TypeVar

from shared.infra.sql.error_mapping import SerializationFailure
from shared.kernel.backoff import Backoff
from shared.kernel.errors import Interrupted, Unavailable

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
_BACKOFF = Backoff(initial=timedelta(milliseconds=10), maximum=timedelta(milliseconds=80), jitter=1.0)

_commits: ContextVar[list[None] | None] = ContextVar("commits", default=None)


def note_commit() -> None:
    """Record a commit: the running work must not be retried from its start."""
    commits = _commits.get()
    if commits is not None:
        commits.append(None)


def with_retries(work: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Retry work up to three times after a deadlock, a serialization failure or a lost connection.

    Raises Unavailable `busy` after the last attempt. Work that has committed anything is not retried.
    Only for work that opens its own transaction: a context manager cannot run its body again.
    """

    async def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, ATTEMPTS + 1):
            commits: list[None] = []
            token = _commits.set(commits)
            try:
                return await work(*args, **kwargs)
            except Interrupted:
                if commits or number == ATTEMPTS:
                    raise
            except SerializationFailure:
                await asyncio.sleep(_BACKOFF.seconds(number, random.random()))  # noqa: S311 not security-relevant
            finally:
                _commits.reset(token)
        raise Unavailable("busy", "Too many requests want the same things.")

    return attempt
