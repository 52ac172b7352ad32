"""An HAProxy in front of API processes, with the configuration that docs/upgrading.md recommends."""

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.isolation import ROOT
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

PROGRAM_FILE = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ABSENT = "needs Debian's package haproxy"
CONFIGURATION = ROOT / "deploy/haproxy.cfg"


def configuration(port: int, servers: Sequence[int], check: str) -> str:
    """The recommended configuration with these ports instead of its example servers."""
    kept = [line for line in CONFIGURATION.read_text().splitlines() if not line.strip().startswith("server ")]
    lines = "\n".join(kept).replace("*:80", f"127.0.0.1:{port}").replace("uri /ready", f"uri {check}")
    return lines + "".join(f"\n    server api{server} 127.0.0.1:{server}" for server in servers) + "\n"


@contextmanager
def haproxy(servers: Sequence[int], *, check: str = "/ready") -> Iterator[str]:
    """Run it in front of API processes on these ports, some of which may not run yet; yields its URL."""
    assert PROGRAM_FILE is not None
    port = free_port()
    with TemporaryDirectory(prefix="tradepost-haproxy-") as name:
        file, log = Path(name) / "haproxy.cfg", Path(name) / "log"
        file.write_text(configuration(port, servers, check))
        with log.open("w") as output:
            process = subprocess.Popen([PROGRAM_FILE, "-db", "-f", str(file)], stdout=output, stderr=output)
        try:
            url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + TIMEOUT_SECONDS
            while not _responds(url):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield url
        finally:
            process.kill()
            process.wait()


def _responds(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
