"""A PgBouncer in transaction mode in front of a test's database."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit, urlunsplit

from entrypoints.development.servers.roles import OWNER, PROGRAM
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

PROGRAM_FILE = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ABSENT = "needs Debian's package pgbouncer"
_SETTINGS = """
[databases]
* = host={host}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 500
ignore_startup_parameters = {ignored}
"""


@contextmanager
def pgbouncer(url: str, *, size: int = 4, mode: str = "transaction", ignored: str = "") -> Iterator[str]:
    """Run it in front of the database of the URL, which is on a Unix socket; yields the URL of it.

    `size` connections of the server are shared, so that consecutive transactions of a client use different ones.
    """
    assert PROGRAM_FILE is not None
    parts, port = urlsplit(url), free_port()
    with TemporaryDirectory(prefix="tradepost-pgbouncer-", dir="/tmp") as name:
        folder, log = Path(name), Path(name) / "log"
        folder.chmod(0o755)
        (folder / "users").write_text("".join(f'"{role}" ""\n' for role in (OWNER, PROGRAM, "postgres")))
        host = parse_qs(parts.query)["host"][0]
        options = {"host": host, "port": port, "folder": folder, "size": size}
        (folder / "ini").write_text(_SETTINGS.format(**options, mode=mode, ignored=ignored))
        # It refuses to run as root, and only the server's user can open the socket.
        user = ("-u", pwd.getpwuid(Path(host).stat().st_uid).pw_name) if os.geteuid() == 0 else ()
        command = [PROGRAM_FILE, *user, str(folder / "ini")]
        with log.open("w") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        try:
            deadline = time.monotonic() + TIMEOUT_SECONDS
            while "process up" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.02)
            role = parts.netloc.partition(":")[0]
            yield urlunsplit((parts.scheme, f"{role}@127.0.0.1:{port}", parts.path, "", ""))
        finally:
            process.kill()
            process.wait()
