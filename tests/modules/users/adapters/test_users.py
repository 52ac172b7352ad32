"""The contract of the ports `UserRepository` and `UserQueries`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.users.domain.email import Email
from modules.users.domain.login import Login
from modules.users.domain.roles import Role
from modules.users.domain.session import NewSession
from modules.users.domain.username import Username
from modules.users.ports.user_queries import UserFilter
from modules.users.ports.users import NewUser
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict
from shared.kernel.paging import PageRequest
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.sample_users import METADATA, add


async def test_an_added_user_is_found(ports: Ports) -> None:
    ada = await add(ports.begin, "Ada", Role.SUPPORT, "Ada Lovelace")
    found = await ports.user_queries.get_by_id(ada.id)
    assert found == replace(ada, event_count=1)
    assert await ports.user_queries.get_by_login(Login.read("ADA@example.com")) == found
    assert await ports.user_queries.get_by_login(Login.read("aDa")) == found
    assert await ports.user_queries.get_by_login(Login.read("eve")) is None
    assert await ports.user_queries.get_by_login(Login()) is None
    assert await ports.user_queries.get_by_id(ada.id + 1) is None


async def test_an_uncommitted_user_is_not_found(ports: Ports) -> None:
    async with ports.begin() as work:
        user = await work.users.add(
            NewUser(
                email=Email.parse("a@example.com"),
                username=Username("ada"),
                full_name=None,
                role=Role.CUSTOMER,
                password_hash=None,
                now=work.tx.now,
                metadata=METADATA,
            )
        )
        work.roll_back()
    assert await ports.user_queries.get_by_id(user.id) is None


@pytest.mark.parametrize(
    ("email", "username", "code"),
    [("ADA@EXAMPLE.COM", "bob", "email_taken"), ("bob@example.com", "ADA", "username_taken")],
)
async def test_an_existing_name_is_rejected_in_any_spelling(ports: Ports, email: str, username: str, code: str) -> None:
    await add(ports.begin, "ada")
    with pytest.raises(Conflict) as refused:
        async with ports.begin() as work:
            new = NewUser(
                email=Email.parse(email),
                username=Username(username),
                full_name=None,
                role=Role.CUSTOMER,
                password_hash=None,
                now=work.tx.now,
                metadata=METADATA,
            )
            await work.users.add(new)
            await work.commit()
    assert refused.value.code == code


async def test_changes_are_saved(ports: Ports) -> None:
    ada = await add(ports.begin)
    async with ports.begin() as work:
        user = await work.users.get_for_update(ada.id)
        assert user
        user.rename(Username("countess"), "Ada", work.tx.now, METADATA)
        user.change_access(Role.ADMIN, is_active=False, now=work.tx.now, metadata=METADATA)
        await work.users.save(user)
        await work.commit()
    assert await ports.user_queries.get_by_id(ada.id) == user


async def test_a_name_cannot_be_changed_to_an_existing_one(ports: Ports) -> None:
    ada = await add(ports.begin, "ada")
    await add(ports.begin, "bob")
    with pytest.raises(Conflict):
        async with ports.begin() as work:
            user = await work.users.get_for_update(ada.id)
            assert user
            user.rename(Username("BOB"), None, work.tx.now, METADATA)
            await work.users.save(user)
            await work.commit()


async def test_removing_a_user_removes_sessions_and_keys(ports: Ports) -> None:
    ada = await add(ports.begin)
    async with ports.begin() as work:
        session = await work.sessions.open(
            NewSession(user_id=ada.id, known_hash="plain:ada", expires_at=work.tx.now + timedelta(hours=1)), work.tx.now
        )
        assert session
        await work.commit()
    async with ports.begin() as work:
        await work.users.remove(ada)
        await work.commit()
    assert await ports.user_queries.get_by_id(ada.id) is None
    assert await ports.identities.get_user(ada.id, session) is None
    async with ports.begin() as work:
        assert await work.users.get_for_update(ada.id) is None


async def test_only_active_admins_are_counted(ports: Ports) -> None:
    boss = await add(ports.begin, "boss", Role.ADMIN)
    await add(ports.begin, "second", Role.ADMIN)
    await add(ports.begin, "helper", Role.MANAGER)
    async with ports.begin() as work:
        assert await work.users.count_active_admins() == 2
        user = await work.users.get_for_update(boss.id)
        assert user
        user.change_access(Role.ADMIN, is_active=False, now=work.tx.now, metadata=METADATA)
        await work.users.save(user)
        await work.commit()
    async with ports.begin() as work:
        assert await work.users.count_active_admins() == 1


async def test_a_hash_is_replaced_only_if_unchanged(ports: Ports) -> None:
    ada = await add(ports.begin)
    async with ports.begin() as work:
        await work.users.rehash(ada.id, "another", "wrong")
        await work.users.rehash(ada.id, "plain:ada", "right")
        await work.commit()
    found = await ports.user_queries.get_by_id(ada.id)
    assert found
    assert found.password_hash == "right"


async def test_several_users_are_found_inside_a_transaction(ports: Ports) -> None:
    ada, bob = await add(ports.begin, "ada"), await add(ports.begin, "bob")
    async with ports.begin() as work:
        found = await ports.join(work.tx).users.get_by_ids([ada.id, bob.id, 999])
    assert {id_: user.username.text for id_, user in found.items()} == {ada.id: "ada", bob.id: "bob"}


@pytest.mark.parametrize("sort", [("-id",), ("id",), ("username", "id"), ("-created_at", "id"), ("-username", "-id")])
async def test_pages_by_cursor_contain_each_user_once(ports: Ports, sort: tuple[str, ...]) -> None:
    for name in ("Cleo", "ada", "Bob", "dora", "eve"):
        await add(ports.begin, name)
    seen: list[str] = []
    after = None
    while True:
        page = await ports.user_queries.list_page(
            PageRequest(2, after=after, sort=sort, with_total=False), UserFilter()
        )
        seen += [user.username.text for user in page.items]
        after = page.next_after
        if after is None:
            break
    whole = await ports.user_queries.list_page(PageRequest(10, sort=sort), UserFilter())
    assert seen == [user.username.text for user in whole.items]
    assert sorted(seen, key=str.lower) == ["ada", "Bob", "Cleo", "dora", "eve"]
    assert (page.total, whole.total) == (None, 5)


async def test_lists_are_filtered(ports: Ports) -> None:
    await add(ports.begin, "ada", Role.ADMIN, "Ada Lovelace")
    await add(ports.begin, "bob_x", Role.SUPPORT, "100% Bob")
    await add(ports.begin, "bobbx", Role.CUSTOMER)

    async def names(where: UserFilter) -> list[str]:
        page = await ports.user_queries.list_page(PageRequest(10, sort=("id",)), where)
        assert page.total == len(page.items)
        return [user.username.text for user in page.items]

    assert await names(UserFilter(q="LOVE")) == ["ada"]
    assert await names(UserFilter(q="bob_x")) == ["bob_x"]
    assert await names(UserFilter(q="100%")) == ["bob_x"]
    assert await names(UserFilter(q="ÀDÁ lov")) == ["ada"]
    assert await names(UserFilter(q="lovelace bob")) == []
    assert await names(UserFilter(q="bo")) == ["bob_x", "bobbx"]
    assert await names(UserFilter(q="ob")) == []
    assert await names(UserFilter(q="ADA@EXAMPLE")) == ["ada"]
    assert await names(UserFilter(role=Role.SUPPORT)) == ["bob_x"]
    assert await names(UserFilter(is_active=False)) == []
    assert await names(UserFilter(q="bob", is_active=True)) == ["bob_x", "bobbx"]


async def test_pages_by_offset_end(ports: Ports) -> None:
    for name in ("ada", "bob", "cleo"):
        await add(ports.begin, name)
    page = await ports.user_queries.list_page(PageRequest(2, offset=1, sort=("id",)), UserFilter())
    assert [user.username.text for user in page.items] == ["bob", "cleo"]
    assert (page.next_after, page.total) == (None, 3)


async def test_saving_publishes_each_event_once_and_only_with_the_commit(
    db: Database,
) -> None:
    unit_of_work_factory = SqlUnitOfWorkFactory(db)
    ada = await add(unit_of_work_factory.begin)
    published = "SELECT sequence, type FROM platform.events WHERE aggregate_type = 'user' ORDER BY sequence"

    async def events() -> list[tuple[int, str]]:
        async with db.read() as reading:
            return [tuple(row) for row in await reading.fetch(published)]

    assert await events() == [(1, "users.user.registered")]
    async with unit_of_work_factory.begin() as work:
        user = await work.users.get_for_update(ada.id)
        assert user
        user.rename(Username("countess"), None, work.tx.now, METADATA)
        await work.users.save(user)
        await work.tx.flush()
        work.roll_back()
    assert await events() == [(1, "users.user.registered")]
    async with unit_of_work_factory.begin() as work:
        user = await work.users.get_for_update(ada.id)
        assert user
        user.rename(Username("countess"), None, work.tx.now, METADATA)
        await work.users.save(user)
        await work.tx.flush()
        await work.users.save(user)
        await work.commit()
    assert await events() == [(1, "users.user.registered"), (2, "users.user.updated")]
