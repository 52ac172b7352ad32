"""The clients of cache and queue, over TLS, with users, and through a sentinel."""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import typer
from redis import Redis
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError

from entrypoints.cli.redis_check import require_redis
from shared.infra.cache.client import connect as connect_cache
from shared.infra.cli import EXIT_UNAVAILABLE
from shared.infra.messaging.broker import TRANSACTIONAL_QUEUE, DeliveryBroker, DramatiqQueue
from shared.infra.messaging.connection import ping
from shared.infra.messaging.notifier import Notifier
from shared.infra.redis_clients.clients import connect
from shared.infra.redis_clients.connect_problems import problem_of_redis
from tests.running.certificates import CertificateAuthority
from tests.running.redis_servers import NO_TLS_SERVER, SERVICE, TLS_SERVER, Replicated, replicated, tls_server
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process

PASSWORD = "p@ss:w/o#r?d"


@dataclass(frozen=True)
class SentMessage:
    """A message as the relay sends it."""

    consumer: str = "shop.consumer"
    event_ids: tuple[UUID, ...] = (uuid4(),)
    leased_until: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    sent_by: str = ""


MESSAGE = SentMessage()
needs_tls = pytest.mark.skipif(TLS_SERVER is None, reason=NO_TLS_SERVER)


@pytest.fixture(scope="module")
def authority() -> Iterator[CertificateAuthority]:
    with TemporaryDirectory(prefix="tradepost-redis-") as folder:
        yield CertificateAuthority(Path(folder))


@pytest.fixture(scope="module")
def tls(authority: CertificateAuthority) -> Iterator[str]:
    """The address of a server with TLS, after the user."""
    with TemporaryDirectory(prefix="tradepost-redis-") as folder, tls_server(Path(folder), authority, PASSWORD) as port:
        yield f"shop:{quote(PASSWORD, safe='')}@127.0.0.1:{port}"


@pytest.fixture(scope="module")
def servers() -> Iterator[Replicated]:
    with TemporaryDirectory(prefix="tradepost-sentinel-") as folder, replicated(Path(folder), PASSWORD) as started:
        yield started


def sentinel_url(servers: Replicated, database: int) -> str:
    return f"redis+sentinel://:{quote(PASSWORD, safe='')}@127.0.0.1:1,127.0.0.1:{servers.sentinel}/{SERVICE}/{database}"


@needs_tls
@pytest.mark.parametrize("scheme", ["rediss", "valkeys"])
async def test_tls_with_an_authority_of_its_own(tls: str, authority: CertificateAuthority, scheme: str) -> None:
    url = f"{scheme}://{tls}/2?ssl_ca_certs={authority.file}"
    cache = connect_cache(url)
    await cache.set("name", "value")
    assert connect(url).get("name") == b"value"
    await cache.aclose()


@needs_tls
async def test_an_unknown_authority_is_refused_unless_the_check_is_off(tls: str) -> None:
    with pytest.raises(RedisConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        await ping(f"rediss://{tls}")
    with pytest.raises(RedisConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        connect(f"rediss://{tls}").ping()
    off = f"rediss://{tls}?ssl_cert_reqs=none&ssl_check_hostname=false"
    await ping(off)
    assert connect(off).ping()


@needs_tls
async def test_a_wrong_password_is_refused(tls: str, authority: CertificateAuthority) -> None:
    url = f"rediss://shop:wrong@{tls.partition('@')[2]}?ssl_ca_certs={authority.file}"
    with pytest.raises(AuthenticationError):
        await ping(url)


@needs_tls
def test_what_is_wrong_is_said_in_a_sentence(tls: str, authority: CertificateAuthority) -> None:
    place, root = tls.partition("@")[2], f"ssl_ca_certs={authority.file}"
    problems = {
        "password": problem_of_redis(f"rediss://shop:wrong@{place}?{root}"),
        "authority": problem_of_redis(f"rediss://{tls}"),
        "no tls": problem_of_redis(f"redis://{tls}"),
        "stopped": problem_of_redis("redis://127.0.0.1:1"),
        "sentinel": problem_of_redis("redis+sentinel://127.0.0.1:1/shop/0"),
    }
    said = {
        "password": f"Redis at {place}/0 refuses the user or the password",
        "authority": f"the certificate of Redis at {place}/0 is not trusted",
        "no tls": f"Redis at {place}/0 cannot be reached",
        "stopped": "Redis at 127.0.0.1:1/0 cannot be reached (Error 111",
        "sentinel": "no sentinel of 127.0.0.1:1/shop/0 knows a primary",
    }
    for name, problem in problems.items():
        assert problem is not None
        assert problem.text.startswith(said[name])
        assert "wrong" not in problem.text
        assert PASSWORD not in problem.text
        assert problem.is_lasting == (name in ("password", "authority"))
    assert problem_of_redis(f"rediss://{tls}?{root}") is None


@needs_tls
def test_a_process_does_not_start_with_a_wrong_password_of_redis(
    tls: str, authority: CertificateAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = f"rediss://shop:wrong@{tls.partition('@')[2]}?ssl_ca_certs={authority.file}"
    require_redis(settings_of(redis_url="redis://127.0.0.1:1"))
    assert capsys.readouterr().err.startswith("REDIS_URL: Redis at 127.0.0.1:1/0 cannot be reached")
    with pytest.raises(typer.Exit) as ended:
        require_redis(settings_of(redis_url="redis://127.0.0.1:1", TRADEPOST_BROKER_URL=wrong))
    assert ended.value.exit_code == EXIT_UNAVAILABLE
    assert "TRADEPOST_BROKER_URL: Redis at" in capsys.readouterr().err


async def test_the_cache_uses_the_primary_of_the_sentinel(servers: Replicated) -> None:
    cache = connect_cache(sentinel_url(servers, 3))
    try:
        await asyncio.gather(*(cache.set(f"name {number}", number) for number in range(60)))
        assert await cache.dbsize() == 60
        assert connect(f"redis://:{quote(PASSWORD, safe='')}@127.0.0.1:{servers.primary()}/3").dbsize() == 60
    finally:
        await cache.aclose()


async def test_the_queue_uses_the_primary_of_the_sentinel(servers: Replicated) -> None:
    broker = DeliveryBroker(sentinel_url(servers, 4))
    broker.declare_queue(TRANSACTIONAL_QUEUE)
    queue, notifier = DramatiqQueue(broker, []), Notifier(sentinel_url(servers, 4))
    await queue.send([MESSAGE])
    notifier.notify()
    assert await notifier.wait(TIMEOUT_SECONDS)
    assert broker.waiting(TRANSACTIONAL_QUEUE) == [1]
    received = await asyncio.to_thread(next, broker.consume(TRANSACTIONAL_QUEUE))
    assert received is not None
    assert received.actor_name == MESSAGE.consumer
    await notifier.close()
    queue.close()


async def test_clients_follow_a_failover(servers: Replicated) -> None:
    cache, queue = connect_cache(sentinel_url(servers, 5)), connect(sentinel_url(servers, 5))
    try:
        await cache.set("before", 1)
        queue.set("before", 1)
        former = servers.primary()
        await asyncio.to_thread(servers.fail_over)
        assert servers.primary() != former
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not (await _sets(cache.set("after", 1)) and _sets_now(queue)):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
    finally:
        await cache.aclose()
        queue.close()


async def _sets(command: Awaitable[object]) -> bool:
    try:
        return bool(await command)
    except RedisError:
        return False


def _sets_now(client: Redis) -> bool:
    try:
        return bool(client.set("after", 1))
    except RedisError:
        return False
