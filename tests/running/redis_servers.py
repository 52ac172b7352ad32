"""Servers of Redis and Valkey on loopback, of a test's own: with TLS, with users, and with a sentinel."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from entrypoints.development.servers.valkey import valkey_command
from tests.running.certificates import CertificateAuthority
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

TLS_SERVER = shutil.which("redis-server") or shutil.which("valkey-server")
"""The server of the wheel is built without TLS."""
NO_TLS_SERVER = "needs a Redis or Valkey with TLS: Debian's package redis-server"
SERVICE = "shop-queue"


@contextmanager
def running(command: list[str], port: int, **client: Any) -> Iterator[None]:
    """Run the server for the duration of the block; `client` are the options to connect."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not _answers(port, client):
            assert process.poll() is None, command
            assert time.monotonic() < deadline, command
            time.sleep(0.02)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(port: int, client: dict[str, Any]) -> bool:
    with Redis(port=port, **client) as connection:
        try:
            return bool(connection.ping())
        except RedisError:
            return False


@contextmanager
def tls_server(folder: Path, authority: CertificateAuthority, password: str) -> Iterator[int]:
    """A server with TLS only, and the user `shop`; yields its port."""
    assert TLS_SERVER is not None
    port, issued = free_port(), authority.issue("redis")
    options = {
        "port": 0,
        "tls-port": port,
        "bind": "127.0.0.1",
        "dir": folder,
        "tls-cert-file": issued.certificate,
        "tls-key-file": issued.key,
        "tls-ca-cert-file": authority.file,
        "tls-auth-clients": "no",
        "save": '""',
        "user": f"shop on >{password} ~* &* +@all",
    }
    (folder / "redis.conf").write_text("".join(f"{name} {value}\n" for name, value in options.items()))
    login = {"username": "shop", "password": password}
    with running([TLS_SERVER, str(folder / "redis.conf")], port, ssl=True, ssl_cert_reqs="none", **login):
        yield port


@dataclass(frozen=True)
class Replicated:
    """Two servers and the ports of their sentinels."""

    ports: tuple[int, int]
    sentinel: int
    password: str

    def primary(self) -> int:
        """The port of the primary, as the sentinel tells the clients; during a failover still the former one."""
        with Redis(port=self.sentinel) as sentinel:
            return int(sentinel.sentinel_master(SERVICE)["port"])

    def fail_over(self) -> None:
        """Let the replica become the primary."""
        before, deadline = self.primary(), time.monotonic() + TIMEOUT_SECONDS
        with Redis(port=self.sentinel) as sentinel:
            while not self._has_replica(sentinel):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            sentinel.sentinel_failover(SERVICE)
        while self.primary() == before:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def _has_replica(self, sentinel: Redis) -> bool:
        return any(each["master-link-status"] == "ok" for each in sentinel.sentinel_slaves(SERVICE))


@contextmanager
def replicated(folder: Path, password: str) -> Iterator[Replicated]:
    """A primary, its replica and a sentinel that watches them."""
    ports, sentinel = (free_port(), free_port()), free_port()
    login = ("--requirepass", password, "--primaryauth", password)
    with ExitStack() as ends:
        for port in ports:
            data = folder / str(port)
            data.mkdir()
            of = () if port == ports[0] else ("--replicaof", f"127.0.0.1 {ports[0]}")
            command = [*valkey_command(data, port, durable=False), *login, *of]
            ends.enter_context(running([*command, "--repl-diskless-sync-delay", "0"], port, password=password))
        (folder / "sentinel.conf").write_text(
            f"port {sentinel}\nbind 127.0.0.1\ndir {folder}\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {ports[0]} 1\nsentinel auth-pass {SERVICE} {password}\n"
            f"sentinel down-after-milliseconds {SERVICE} 500\nsentinel failover-timeout {SERVICE} 5000\n"
        )
        (binary, *_) = valkey_command(folder, sentinel, durable=False)
        ends.enter_context(running([binary, str(folder / "sentinel.conf"), "--sentinel"], sentinel))
        yield Replicated(ports, sentinel, password)
