"""The contract of the port `Sessions`."""

from datetime import timedelta

import pytest

from modules.users.domain.session import Rotation
from shared.kernel.errors import Unauthenticated
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.people import add

FIRST, SECOND, THIRD = b"first", b"second", b"third"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def opened(ports: Ports) -> int:
    """A session of a new user with one refresh token, good for an hour."""
    user = await add(ports.begin)
    async with ports.begin(None) as work:
        now = work.tx.now
        session = await work.sessions.open(user.id, now, now + DAY)
        await work.sessions.add_token(session, FIRST, now, now + HOUR)
        await work.commit()
    return session


async def use(ports: Ports, digest: bytes) -> Rotation | None:
    async with ports.begin(None) as work:
        rotation = await work.sessions.use(digest, work.tx.now)
        await work.commit()
    return rotation


async def succeed(ports: Ports, rotation: Rotation, digest: bytes) -> None:
    async with ports.begin(None) as work:
        until = work.tx.now + HOUR
        await work.sessions.add_token(rotation.session_id, digest, work.tx.now, until, rotation.token_id)
        await work.commit()


async def test_a_token_is_used_once(ports: Ports) -> None:
    session = await opened(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    assert rotation.session_id == session
    assert await use(ports, FIRST) is None
    assert await use(ports, b"unknown") is None


async def test_what_was_used_is_known_as_spent(ports: Ports) -> None:
    await opened(ports)
    rotation = await use(ports, FIRST)
    async with ports.begin(None) as work:
        spent = await work.sessions.spent(FIRST, work.tx.now)
        assert await work.sessions.spent(b"unknown", work.tx.now) is None
    assert spent
    assert spent.rotation == rotation
    assert (spent.used_at is not None, spent.repeated, spent.is_live) == (True, False, True)


async def test_a_repeat_revokes_the_successor_once(ports: Ports) -> None:
    await opened(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    async with ports.begin(None) as work:
        assert await work.sessions.repeat(rotation.token_id, work.tx.now)
        await work.commit()
    async with ports.begin(None) as work:
        assert not await work.sessions.repeat(rotation.token_id, work.tx.now)
        spent = await work.sessions.spent(FIRST, work.tx.now)
        unused = await work.sessions.spent(SECOND, work.tx.now)
    assert spent
    assert spent.repeated
    assert unused
    assert unused.used_at is None
    assert await use(ports, SECOND) is None


async def test_there_is_no_repeat_once_the_successor_was_used(ports: Ports) -> None:
    await opened(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    assert await use(ports, SECOND)
    async with ports.begin(None) as work:
        assert not await work.sessions.repeat(rotation.token_id, work.tx.now)


async def test_a_revoked_session_is_over(ports: Ports) -> None:
    session = await opened(ports)
    async with ports.begin(None) as work:
        assert await work.sessions.revoke(session, work.tx.now)
        assert not await work.sessions.revoke(session, work.tx.now)
        await work.commit()
    assert await use(ports, FIRST) is None
    async with ports.begin(None) as work:
        spent = await work.sessions.spent(FIRST, work.tx.now)
    assert spent
    assert not spent.is_live


async def test_all_sessions_of_a_user_end_together(ports: Ports) -> None:
    await opened(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    async with ports.begin(None) as work:
        await work.sessions.revoke_all(rotation.user_id, work.tx.now)
        await work.commit()
    assert await use(ports, SECOND) is None


async def test_time_ends_tokens_and_sessions(ports: Ports) -> None:
    await opened(ports)
    ports.pass_time(hours=2)
    assert await use(ports, FIRST) is None


async def test_a_user_who_has_gone_opens_no_session(ports: Ports) -> None:
    with pytest.raises(Unauthenticated):
        async with ports.begin(None) as work:
            await work.sessions.open(999, work.tx.now, work.tx.now)
            await work.commit()


async def test_sessions_that_are_over_are_pruned(ports: Ports) -> None:
    session = await opened(ports)
    async with ports.begin(None) as work:
        assert await work.sessions.prune(work.tx.now, 10) == 0
        await work.sessions.revoke(session, work.tx.now)
        await work.commit()
    ports.pass_time(minutes=1)
    async with ports.begin(None) as work:
        assert await work.sessions.prune(work.tx.now, 10) == 1
        await work.commit()
    async with ports.begin(None) as work:
        assert await work.sessions.prune(work.tx.now, 10) == 0
