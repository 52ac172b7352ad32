"""The contract of the port `SessionRepository`."""

from datetime import timedelta

from modules.users.domain.roles import Role
from modules.users.domain.session import NewSession, Rotation
from shared.kernel.paging import PageRequest
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.sample_users import METADATA, add

FIRST, SECOND, THIRD = b"first", b"second", b"third"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def granted(ports: Ports) -> int:
    """A session of a new user with one refresh token, valid for an hour."""
    user = await add(ports.begin)
    async with ports.begin() as work:
        now = work.tx.now
        session = await work.sessions.open(
            NewSession(user_id=user.id, known_hash="plain:ada", expires_at=now + DAY), now
        )
        assert session
        await work.sessions.add_token(session, FIRST, now, now + HOUR)
        await work.commit()
    return session


async def use(ports: Ports, digest: bytes) -> Rotation | None:
    async with ports.begin() as work:
        rotation = await work.sessions.use(digest, work.tx.now)
        await work.commit()
    return rotation


async def succeed(ports: Ports, rotation: Rotation, digest: bytes) -> None:
    async with ports.begin() as work:
        until = work.tx.now + HOUR
        await work.sessions.add_token(rotation.session_id, digest, work.tx.now, until, rotation.token_id)
        await work.commit()


async def test_a_token_is_used_once(ports: Ports) -> None:
    session = await granted(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    assert rotation.session_id == session
    assert await use(ports, FIRST) is None
    assert await use(ports, b"unknown") is None


async def test_a_used_token_is_recognized_as_spent(ports: Ports) -> None:
    await granted(ports)
    rotation = await use(ports, FIRST)
    async with ports.begin() as work:
        spent = await work.sessions.get_spent(FIRST, work.tx.now)
        assert await work.sessions.get_spent(b"unknown", work.tx.now) is None
    assert spent
    assert spent.rotation == rotation
    assert (spent.used_at is not None, spent.repeated, spent.is_live) == (True, False, True)


async def test_a_repeat_revokes_the_successor_once(ports: Ports) -> None:
    await granted(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    async with ports.begin() as work:
        assert await work.sessions.repeat(rotation.token_id, work.tx.now)
        await work.commit()
    async with ports.begin() as work:
        assert not await work.sessions.repeat(rotation.token_id, work.tx.now)
        spent = await work.sessions.get_spent(FIRST, work.tx.now)
        unused = await work.sessions.get_spent(SECOND, work.tx.now)
    assert spent
    assert spent.repeated
    assert unused
    assert unused.used_at is None
    assert await use(ports, SECOND) is None


async def test_a_token_cannot_be_repeated_after_its_successor_was_used(ports: Ports) -> None:
    await granted(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    assert await use(ports, SECOND)
    async with ports.begin() as work:
        assert not await work.sessions.repeat(rotation.token_id, work.tx.now)


async def test_a_revoked_session_is_ended(ports: Ports) -> None:
    session = await granted(ports)
    async with ports.begin() as work:
        assert await work.sessions.revoke(session, work.tx.now)
        assert not await work.sessions.revoke(session, work.tx.now)
        await work.commit()
    assert await use(ports, FIRST) is None
    async with ports.begin() as work:
        spent = await work.sessions.get_spent(FIRST, work.tx.now)
    assert spent
    assert not spent.is_live


async def test_all_sessions_of_a_user_end_together(ports: Ports) -> None:
    await granted(ports)
    rotation = await use(ports, FIRST)
    assert rotation
    await succeed(ports, rotation, SECOND)
    async with ports.begin() as work:
        await work.sessions.revoke_all(rotation.user_id, work.tx.now)
        await work.commit()
    assert await use(ports, SECOND) is None


async def test_tokens_and_sessions_expire(ports: Ports) -> None:
    await granted(ports)
    ports.pass_time(hours=2)
    assert await use(ports, FIRST) is None


async def test_a_session_requires_the_user_who_signed_in(ports: Ports) -> None:
    user = await add(ports.begin)
    async with ports.begin() as work:
        until = work.tx.now + DAY
        assert (
            await work.sessions.open(NewSession(user_id=999, known_hash="plain:ada", expires_at=until), work.tx.now)
            is None
        )
        assert (
            await work.sessions.open(
                NewSession(user_id=user.id, known_hash="plain:another", expires_at=until), work.tx.now
            )
            is None
        )
        known = await work.users.get_for_update(user.id)
        assert known
        known.change_access(Role.CUSTOMER, is_active=False, now=work.tx.now, metadata=METADATA)
        await work.users.save(known)
        await work.commit()
    async with ports.begin() as work:
        assert (
            await work.sessions.open(NewSession(user_id=user.id, known_hash="plain:ada", expires_at=until), work.tx.now)
            is None
        )


async def test_active_sessions_of_a_user_are_listed(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    granted = []
    async with ports.begin() as work:
        now = work.tx.now
        for user, lasts, scopes, program in (
            (ada, DAY, None, None),
            (ada, DAY, frozenset({"orders:read"}), "shop/1.0"),
            (ada, HOUR, frozenset[str](), None),
            (ada, DAY, None, None),
            (bob, DAY, None, None),
        ):
            new = NewSession(
                user_id=user.id,
                known_hash=f"plain:{user.username.text}",
                expires_at=now + lasts,
                scopes=scopes,
                user_agent=program,
            )
            granted.append(await work.sessions.open(new, now))
        await work.sessions.revoke(granted[3] or 0, now)
        await work.commit()
    ports.pass_time(hours=2)
    page = await ports.session_queries.list_page(
        PageRequest(1, offset=0, after=None, sort=("-id",), with_total=True), ada.id
    )
    assert (page.total, [session.id for session in page.items]) == (2, [granted[1]])
    (limited,) = page.items
    assert (limited.scopes, limited.user_agent) == (frozenset({"orders:read"}), "shop/1.0")
    assert (limited.user_id, limited.created_at, limited.last_used_at) == (ada.id, now, now)
    rest = await ports.session_queries.list_page(
        PageRequest(5, offset=0, after=page.next_after, sort=("-id",), with_total=False), ada.id
    )
    assert [(session.id, session.scopes) for session in rest.items] == [(granted[0], None)]
    seen = [await ports.session_queries.get_by_id(id_ or 0, ada.id) for id_ in granted]
    assert [session.id if session else None for session in seen] == [granted[0], granted[1], None, None, None]


async def test_a_session_is_ended_by_its_user_and_found_by_its_tokens(ports: Ports) -> None:
    session = await granted(ports)
    bob = await add(ports.begin, "bob")
    async with ports.begin() as work:
        assert await work.sessions.get_session_id(FIRST) == session
        assert await work.sessions.get_session_id(b"unknown") is None
        assert not await work.sessions.revoke(session, work.tx.now, bob.id)
        assert not await work.sessions.revoke(session, work.tx.now + 2 * DAY)
        await work.sessions.revoke_all(bob.id, work.tx.now)
        rotation = await work.sessions.use(FIRST, work.tx.now)
        assert rotation
        await work.sessions.revoke_all(rotation.user_id, work.tx.now, session)
        assert await work.sessions.revoke(session, work.tx.now, rotation.user_id)


async def test_ended_sessions_are_pruned(ports: Ports) -> None:
    session = await granted(ports)
    async with ports.begin() as work:
        assert await work.sessions.prune(work.tx.now, 10) == 0
        await work.sessions.revoke(session, work.tx.now)
        await work.commit()
    ports.pass_time(minutes=1)
    async with ports.begin() as work:
        assert await work.sessions.prune(work.tx.now, 10) == 1
        await work.commit()
    async with ports.begin() as work:
        assert await work.sessions.prune(work.tx.now, 10) == 0
