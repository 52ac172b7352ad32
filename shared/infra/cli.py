"""Helps a module's commands run their use cases on behalf of the operator and report errors."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

import typer

from shared.kernel.errors import DomainError, Invalid, Unavailable
from shared.kernel.events import EventMetadata

Result = TypeVar("Result")

Run: TypeAlias = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a command to its end and closes what it opened; `asyncio.run` where nothing is to be closed."""

Offer: TypeAlias = Callable[[], Any]
"""Creates a use case when a command runs. The command imports the use case's type and declares it: to list the
commands, no application code is imported."""

EXIT_REJECTED = 2
"""The exit code of a rejected command; 1 means that it ran and found a problem."""

EXIT_UNAVAILABLE = 4
"""The exit code of a command that cannot use a server that it needs."""


def run_command(work: Awaitable[Result], run: Run = asyncio.run) -> Result:
    """The result of the work. A domain error is printed to standard error and exits with `EXIT_REJECTED`.

    `Unavailable` is left to the program, which knows the servers.
    """

    async def whole() -> Result:
        return await work

    try:
        result: Result = run(whole())
    except Unavailable:
        raise
    except DomainError as error:
        mistakes = error.errors if isinstance(error, Invalid) else ()
        lines = [f"{mistake.pointer.strip('/')}: {mistake.message}" for mistake in mistakes]
        typer.echo("\n".join(lines or [error.detail]), err=True)
        raise typer.Exit(EXIT_REJECTED) from None
    finally:
        if isinstance(work, Coroutine):
            work.close()  # it never began if the program refused to run it
    return result


def operator_metadata() -> EventMetadata:
    """The operator as the actor, with a new request id."""
    return EventMetadata(actor="operator", request_id=f"cli-{uuid4().hex}")
