"""Runs other commands of this very installation."""

import asyncio
import sys
from collections.abc import Mapping


class CommandFailed(Exception):
    """A command ended with another code than 0; the message is what it said."""


def tradepost(*arguments: str) -> list[str]:
    """The command line of a command."""
    return [sys.executable, "-P", "-m", "entrypoints.cli", *arguments]


async def output_of(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a command to its end; what it printed. Raises CommandFailed."""
    process = await asyncio.create_subprocess_exec(
        *tradepost(*arguments),
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise CommandFailed(f"`tradepost {arguments[0]}`: {errors.decode(errors='replace').strip()}")
    return output.decode().strip()
