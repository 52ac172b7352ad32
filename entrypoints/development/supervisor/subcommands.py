"""Runs other commands of the same installation."""

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path


class CommandFailed(Exception):
    """A command failed; the message is its error output."""


def tradepost(*arguments: str) -> list[str]:
    """The command line of a `tradepost` command."""
    return [sys.executable, "-P", "-m", "entrypoints.cli", *arguments]


def pasteable_command(*arguments: str) -> str:
    """A command line to paste into a terminal; short if the program is on PATH."""
    program = Path(sys.executable).with_name("tradepost")
    found = shutil.which("tradepost")
    if found and Path(found).resolve() == program.resolve():
        return shlex.join(["tradepost", *arguments])
    below = program.is_relative_to(Path.cwd())
    return shlex.join([os.path.relpath(program) if below else str(program), *arguments])


async def run_command(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a command and return its output. Raises CommandFailed."""
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
