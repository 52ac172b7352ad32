"""Client side of the test servers, which `server_process.py` starts and stops."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.timeouts import TIMEOUT_SECONDS

TEMPLATE = "tradepost_template"
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 2 * 1024**3


def new_folder() -> Path:
    """A folder for the servers' data, in memory if there is enough, because tests create thousands of databases."""
    try:
        roomy = shutil.disk_usage(MEMORY).free > ENOUGH_BYTES and os.access(MEMORY, os.W_OK | os.X_OK)
    except OSError:
        roomy = False
    return Path(tempfile.mkdtemp(prefix="tradepost-tests-", dir=MEMORY if roomy else None))


def start_server_process(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process; closing its standard input stops it and the servers."""
    tests = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, str(tests / "server_process.py"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


def ask(folder: Path, seconds: float = TIMEOUT_SECONDS) -> dict[str, str]:
    """Start the servers if needed and return their URLs."""
    (folder / "wanted").touch()
    deadline = time.monotonic() + seconds
    while not (folder / "servers.json").exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the test servers did not start")
        time.sleep(0.02)
    servers: dict[str, str] = json.loads((folder / "servers.json").read_text())
    if "failure" in servers:
        raise RuntimeError(f"the test servers did not start:\n{servers['failure']}")
    return servers
