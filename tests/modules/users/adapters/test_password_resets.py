"""The contract of the port `PasswordResets`."""

from datetime import timedelta

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.people import add

FIRST, SECOND = b"first", b"second"
LASTS = timedelta(minutes=30)
QUIET = timedelta(minutes=5)


async def ask(ports: Ports, address: str) -> int:
    async with ports.begin(None) as work:
        id_ = await work.resets.ask(Email.parse(address), work.tx.now)
        await work.commit()
    return id_


async def arm(ports: Ports, reset_id: int, digest: bytes) -> int | None:
    async with ports.begin(None) as work:
        armed = await work.resets.arm(reset_id, digest, work.tx.now + LASTS, QUIET)
        await work.commit()
    return armed


async def owner(ports: Ports, digest: bytes) -> int | None:
    async with ports.begin(None) as work:
        return await work.resets.owner(digest, work.tx.now)


async def put_out(ports: Ports, user: User) -> None:
    async with ports.begin(None) as work:
        known = await work.users.locked(user.id)
        assert known
        known.stand(Role.CUSTOMER, is_active=False, now=work.tx.now)
        await work.users.save(known)
        await work.commit()


async def test_a_token_is_its_user_s_for_half_an_hour(ports: Ports) -> None:
    ada = await add(ports.begin)
    wish = await ask(ports, "ADA@example.com")
    assert await owner(ports, FIRST) is None
    assert await arm(ports, wish, FIRST) == ada.id
    assert await owner(ports, FIRST) == ada.id
    assert await owner(ports, SECOND) is None
    ports.pass_time(minutes=29)
    assert await owner(ports, FIRST) == ada.id
    ports.pass_time(minutes=2)
    assert await owner(ports, FIRST) is None


async def test_a_wish_of_nobody_is_noted_and_gets_no_token(ports: Ports) -> None:
    first, second = await ask(ports, "nobody@example.com"), await ask(ports, "nobody@example.com")
    assert first != second
    assert await arm(ports, second, FIRST) is None
    assert await arm(ports, second + 99, FIRST) is None
    assert await owner(ports, FIRST) is None


async def test_a_newer_token_replaces_the_older_one(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    first, other = await ask(ports, "ada@example.com"), await ask(ports, "bob@example.com")
    await arm(ports, first, FIRST)
    await arm(ports, other, b"bob's")
    second = await ask(ports, "ada@example.com")
    assert await owner(ports, FIRST) == ada.id
    ports.pass_time(minutes=6)
    assert await arm(ports, second, SECOND) == ada.id
    assert await owner(ports, FIRST) is None
    assert await owner(ports, SECOND) == ada.id
    assert await arm(ports, first, FIRST) is None, "an older mail that comes late changes nothing"
    assert await owner(ports, SECOND) == ada.id
    assert await owner(ports, b"bob's") == bob.id


async def test_a_token_that_was_just_sent_is_not_replaced_by_further_wishes(ports: Ports) -> None:
    ada = await add(ports.begin)
    first = await ask(ports, "ada@example.com")
    await arm(ports, first, FIRST)
    for minute in range(5):
        further = await ask(ports, "ada@example.com")
        assert await arm(ports, further, b"further") is None, minute
        assert await owner(ports, FIRST) == ada.id
        ports.pass_time(minutes=1)
    assert await arm(ports, further, SECOND) == ada.id


async def test_a_mail_that_was_not_sent_is_tried_again_whatever_was_wished_since(ports: Ports) -> None:
    ada = await add(ports.begin)
    first = await ask(ports, "ada@example.com")
    await arm(ports, first, FIRST)
    await ask(ports, "ada@example.com")
    assert await arm(ports, first, SECOND) == ada.id
    assert [await owner(ports, digest) for digest in (FIRST, SECOND)] == [None, ada.id]


async def test_the_same_mail_sent_again_carries_another_token(ports: Ports) -> None:
    ada = await add(ports.begin)
    wish = await ask(ports, "ada@example.com")
    assert [await arm(ports, wish, digest) for digest in (FIRST, SECOND)] == [ada.id, ada.id]
    assert [await owner(ports, digest) for digest in (FIRST, SECOND)] == [None, ada.id]


async def test_who_is_put_out_is_sent_none_and_has_none(ports: Ports) -> None:
    ada = await add(ports.begin)
    wish = await ask(ports, "ada@example.com")
    await arm(ports, wish, FIRST)
    await put_out(ports, ada)
    assert await owner(ports, FIRST) is None
    assert await arm(ports, wish, SECOND) is None


async def test_once_a_password_is_set_nothing_opens(ports: Ports) -> None:
    ada = await add(ports.begin)
    first, second = await ask(ports, "ada@example.com"), await ask(ports, "ada@example.com")
    await arm(ports, second, SECOND)
    async with ports.begin(None) as work:
        await work.resets.forget(ada.id)
        await work.commit()
    assert await owner(ports, SECOND) is None
    assert [await arm(ports, wish, FIRST) for wish in (first, second)] == [None, None]


async def test_a_user_takes_the_wishes_along(ports: Ports) -> None:
    ada = await add(ports.begin)
    wish = await ask(ports, "ada@example.com")
    await arm(ports, wish, FIRST)
    async with ports.begin(None) as work:
        await work.users.remove(ada.id)
        await work.commit()
    assert await owner(ports, FIRST) is None


async def test_old_wishes_are_pruned_in_batches(ports: Ports) -> None:
    ada = await add(ports.begin)
    for address in ("ada@example.com", "nobody@example.com", "nobody@example.com"):
        await ask(ports, address)
    ports.pass_time(days=1)
    last = await ask(ports, "ada@example.com")
    async with ports.begin(None) as work:
        before = work.tx.now - timedelta(hours=1)
        assert [await work.resets.prune(before, 2) for _ in range(3)] == [2, 1, 0]
        await work.commit()
    assert await arm(ports, last, FIRST) == ada.id
