"""Connections to a server with TLS and passwords, by URLs as managed servers hand them out."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from entrypoints.schema.migrations import schema_difference
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.database import Database
from tests.running.certificates import CertificateAuthority
from tests.running.running_shop import free_port
from tests.running.tcp_postgres import HAS_TLS, PASSWORD, TcpPostgres

pytestmark = [
    pytest.mark.process,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not HAS_TLS, reason="needs a PostgreSQL with TLS: Debian's package postgresql"),
]

_IN_TLS = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
_CLIENT = "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[TcpPostgres]:
    async with TcpPostgres.running() as started:
        await started.switch_tls("on")
        yield started


async def fetch(url: str, query: str) -> object:
    """The value that a pooled connection of the program reads; migrations use the same function to connect."""
    database = Database(url, {}, outbox=Outbox)
    try:
        async with database.read() as reading:
            (row,) = await reading.fetch(query)
            return row[0]
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("mode", "encrypted"),
    [("disable", False), ("prefer", True), ("require", True), ("verify-ca", True), ("verify-full", True)],
)
async def test_each_tls_mode_is_used(server: TcpPostgres, mode: str, encrypted: bool) -> None:
    url = server.url(sslmode=mode, sslrootcert=server.authority.file, channel_binding="require", connect_timeout=10)
    assert await fetch(url, _IN_TLS) is encrypted


async def test_the_authorities_of_the_system_are_used(server: TcpPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.url(sslmode="verify-full", sslrootcert="system")
    with pytest.raises(ssl.SSLCertVerificationError):
        await connect(DatabaseUrl.parse(url))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority.file))
    assert await fetch(url, _IN_TLS) is True


async def test_the_certificate_of_another_authority_is_refused(server: TcpPostgres, tmp_path: Path) -> None:
    other = CertificateAuthority(tmp_path, "other").file
    for mode in ("require", "verify-ca", "verify-full"):
        with pytest.raises(ssl.SSLCertVerificationError):
            await connect(DatabaseUrl.parse(server.url(sslmode=mode, sslrootcert=other)))


async def test_only_verify_full_checks_the_name(server: TcpPostgres) -> None:
    authority = server.authority.file
    urls = {mode: server.url(sslmode=mode, sslrootcert=authority) for mode in ("verify-ca", "verify-full")}
    assert await fetch(urls["verify-full"].replace("127.0.0.1", "localhost"), _IN_TLS) is True
    await server.present("elsewhere", address="192.0.2.1", name="elsewhere.example")
    try:
        assert await fetch(urls["verify-ca"], _IN_TLS) is True
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            await connect(DatabaseUrl.parse(urls["verify-full"]))
    finally:
        await server.present("server")


@pytest.mark.parametrize("root", ["authority", "system"])
async def test_a_client_certificate_is_sent(server: TcpPostgres, monkeypatch: pytest.MonkeyPatch, root: str) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority.file))
    own = server.authority.issue("client")
    url = server.url(
        sslmode="verify-full",
        sslrootcert=server.authority.file if root == "authority" else "system",
        sslcert=own.certificate,
        sslkey=own.key,
    )
    assert await fetch(url, _CLIENT) == "/CN=client"


async def test_the_first_host_that_fits_is_used(server: TcpPostgres) -> None:
    dead = f"127.0.0.1:{free_port()}"
    several = server.url().replace(f"127.0.0.1:{server.port}", f"{dead},127.0.0.1:{server.port}")
    assert await fetch(f"{several}?target_session_attrs=primary", "SELECT 1") == 1
    with pytest.raises(asyncpg.TargetServerAttributeNotMatched):
        await connect(DatabaseUrl.parse(server.url(target_session_attrs="standby")))


async def test_parameters_of_the_session_reach_the_server(server: TcpPostgres) -> None:
    url = server.url(application_name="my shop", options="-c search_path=pg_temp -c work_mem=7MB")
    assert await fetch(url, "SELECT current_setting('application_name')") == "tradepost"
    assert await fetch(url, "SELECT current_setting('work_mem')") == "7MB"
    assert await fetch(url, "SELECT current_setting('statement_timeout')") == "5s"
    assert await fetch(server.url(), "SELECT current_setting('application_name')") == "tradepost"


async def test_a_unix_socket_is_a_host(server: TcpPostgres) -> None:
    assert await fetch(server.superuser, "SELECT inet_server_addr()") is None


async def test_migrations_connect_the_same_way(server: TcpPostgres) -> None:
    url = server.url("tradepost_owner", sslmode="verify-full", sslrootcert=server.authority.file)
    assert "not up to date" in (await asyncio.to_thread(schema_difference, url) or "")


async def test_a_wrong_password_is_not_in_the_error(server: TcpPostgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError) as caught:
        await connect(DatabaseUrl.parse(server.url(password=f"{PASSWORD}x")))
    assert PASSWORD not in str(caught.value)
