"""The contract of the port `PasswordResetRepository`."""

from datetime import timedelta

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.sample_users import METADATA, add

FIRST, SECOND = b"first", b"second"
LASTS = timedelta(minutes=30)
MIN_TOKEN_INTERVAL = timedelta(minutes=5)


async def request_reset(ports: Ports, address: str) -> int:
    async with ports.begin() as work:
        id_ = await work.resets.add(Email.parse(address), work.tx.now, METADATA)
        await work.commit()
    return id_


async def assign_token(ports: Ports, reset_id: int, digest: bytes) -> int | None:
    async with ports.begin() as work:
        user_id = await work.resets.assign_token(reset_id, digest, work.tx.now + LASTS, MIN_TOKEN_INTERVAL)
        await work.commit()
    return user_id


async def get_user_id(ports: Ports, digest: bytes) -> int | None:
    async with ports.begin() as work:
        return await work.resets.get_user_id(digest, work.tx.now)


async def deactivate(ports: Ports, user: User) -> None:
    async with ports.begin() as work:
        known = await work.users.get_for_update(user.id)
        assert known
        known.change_access(Role.CUSTOMER, is_active=False, now=work.tx.now, metadata=METADATA)
        await work.users.save(known)
        await work.commit()


async def test_a_token_is_valid_for_its_user_for_half_an_hour(ports: Ports) -> None:
    ada = await add(ports.begin)
    reset_id = await request_reset(ports, "ADA@example.com")
    assert await get_user_id(ports, FIRST) is None
    assert await assign_token(ports, reset_id, FIRST) == ada.id
    assert await get_user_id(ports, FIRST) == ada.id
    assert await get_user_id(ports, SECOND) is None
    ports.pass_time(minutes=29)
    assert await get_user_id(ports, FIRST) == ada.id
    ports.pass_time(minutes=2)
    assert await get_user_id(ports, FIRST) is None


async def test_a_reset_for_an_unknown_address_is_recorded_without_a_token(ports: Ports) -> None:
    first, second = await request_reset(ports, "unknown@example.com"), await request_reset(ports, "unknown@example.com")
    assert first != second
    assert await assign_token(ports, second, FIRST) is None
    assert await assign_token(ports, second + 99, FIRST) is None
    assert await get_user_id(ports, FIRST) is None


async def test_a_newer_token_replaces_the_older_one(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    first, other = await request_reset(ports, "ada@example.com"), await request_reset(ports, "bob@example.com")
    await assign_token(ports, first, FIRST)
    await assign_token(ports, other, b"bob's")
    second = await request_reset(ports, "ada@example.com")
    assert await get_user_id(ports, FIRST) == ada.id
    ports.pass_time(minutes=6)
    assert await assign_token(ports, second, SECOND) == ada.id
    assert await get_user_id(ports, FIRST) is None
    assert await get_user_id(ports, SECOND) == ada.id
    assert await assign_token(ports, first, FIRST) is None, "an older mail that comes late changes nothing"
    assert await get_user_id(ports, SECOND) == ada.id
    assert await get_user_id(ports, b"bob's") == bob.id


async def test_a_recently_sent_token_is_not_replaced_by_further_requests(ports: Ports) -> None:
    ada = await add(ports.begin)
    first = await request_reset(ports, "ada@example.com")
    await assign_token(ports, first, FIRST)
    for minute in range(5):
        further = await request_reset(ports, "ada@example.com")
        assert await assign_token(ports, further, b"further") is None, minute
        assert await get_user_id(ports, FIRST) == ada.id
        ports.pass_time(minutes=1)
    assert await assign_token(ports, further, SECOND) == ada.id


async def test_an_unsent_mail_is_retried_despite_later_requests(ports: Ports) -> None:
    ada = await add(ports.begin)
    first = await request_reset(ports, "ada@example.com")
    await assign_token(ports, first, FIRST)
    await request_reset(ports, "ada@example.com")
    assert await assign_token(ports, first, SECOND) == ada.id
    assert [await get_user_id(ports, digest) for digest in (FIRST, SECOND)] == [None, ada.id]


async def test_the_same_mail_sent_again_carries_another_token(ports: Ports) -> None:
    ada = await add(ports.begin)
    reset_id = await request_reset(ports, "ada@example.com")
    assert [await assign_token(ports, reset_id, digest) for digest in (FIRST, SECOND)] == [ada.id, ada.id]
    assert [await get_user_id(ports, digest) for digest in (FIRST, SECOND)] == [None, ada.id]


async def test_a_deactivated_user_gets_no_token(ports: Ports) -> None:
    ada = await add(ports.begin)
    reset_id = await request_reset(ports, "ada@example.com")
    await assign_token(ports, reset_id, FIRST)
    await deactivate(ports, ada)
    assert await get_user_id(ports, FIRST) is None
    assert await assign_token(ports, reset_id, SECOND) is None


async def test_no_token_is_valid_after_the_password_is_set(ports: Ports) -> None:
    ada = await add(ports.begin)
    first, second = await request_reset(ports, "ada@example.com"), await request_reset(ports, "ada@example.com")
    await assign_token(ports, second, SECOND)
    async with ports.begin() as work:
        await work.resets.delete_for_user(ada.id)
        await work.commit()
    assert await get_user_id(ports, SECOND) is None
    assert [await assign_token(ports, reset_id, FIRST) for reset_id in (first, second)] == [None, None]


async def test_deleting_a_user_deletes_reset_requests(ports: Ports) -> None:
    ada = await add(ports.begin)
    reset_id = await request_reset(ports, "ada@example.com")
    await assign_token(ports, reset_id, FIRST)
    async with ports.begin() as work:
        await work.users.remove(ada)
        await work.commit()
    assert await get_user_id(ports, FIRST) is None


async def test_old_requests_are_pruned_in_batches(ports: Ports) -> None:
    ada = await add(ports.begin)
    for address in ("ada@example.com", "unknown@example.com", "unknown@example.com"):
        await request_reset(ports, address)
    ports.pass_time(days=1)
    last = await request_reset(ports, "ada@example.com")
    async with ports.begin() as work:
        before = work.tx.now - timedelta(hours=1)
        assert [await work.resets.prune(before, 2) for _ in range(3)] == [2, 1, 0]
        await work.commit()
    assert await assign_token(ports, last, FIRST) == ada.id
