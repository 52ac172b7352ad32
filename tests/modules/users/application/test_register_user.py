import pytest

from modules.users.application.accounts.create_first_admin import FirstAdmin
from modules.users.application.accounts.register_user import RegisterUser, Registration
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.errors import Conflict, Invalid, Unavailable
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, Reply, StoredResponse
from shared.kernel.principal import ANONYMOUS, Principal
from tests.modules.users.application.conftest import CAUSE, PASSWORD, House
from tests.modules.users.twin_machines import PlainHasher

CLIENT = Principal("9", "client", frozenset({"users:write"}), owner_id=1)


def wish(principal: Principal = ANONYMOUS, password: str | None = PASSWORD, name: str = "ada") -> Registration:
    return Registration(principal, CAUSE, f"{name}@example.com", name, password, "Ada")


async def test_a_stranger_becomes_a_customer(house: House) -> None:
    user = await house.register(wish())
    stored = house.twins.memory.users[user.id]
    assert (stored.role, stored.is_active, stored.password_hash) == (Role.CUSTOMER, True, f"plain:{PASSWORD}")
    assert house.twins.memory.audit == []


async def test_the_event_holds_no_personal_data(house: House) -> None:
    user = await house.register(wish())
    (recorded,) = house.twins.memory.events
    assert (recorded.event.type, recorded.aggregate_id, recorded.sequence) == ("users.user.registered", str(user.id), 1)
    assert "ada" not in repr(recorded.event).lower()


async def test_only_holders_of_users_write_leave_the_password_out(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        await house.register(wish(password=None))
    assert refused.value.errors[0].pointer == "/password"
    user = await house.register(wish(CLIENT, None))
    assert user.password_hash is None
    assert [line.action for line in house.twins.memory.audit] == ["user.registered"]


async def test_a_taken_name_changes_nothing(house: House) -> None:
    await house.register(wish())
    with pytest.raises(Conflict):
        await house.register(wish())
    assert len(house.twins.memory.events) == 1


async def test_a_repeat_with_the_same_key_finds_the_answer(house: House) -> None:
    reply: Reply[User] = Reply(
        IdempotencyKey("client:9", "k", b""), lambda user: StoredResponse(201, {}, str(user.id).encode())
    )
    user = await house.register(wish(CLIENT, None), reply)
    with pytest.raises(ReplayedResponse) as again:
        await house.register(wish(CLIENT, None), reply)
    assert again.value.answer.body == str(user.id).encode()


class BusyHasher(PlainHasher):
    async def hash(self, password: str) -> str:
        raise Unavailable


async def test_too_many_at_once_are_told_so(house: House) -> None:
    with pytest.raises(Unavailable):
        await RegisterUser(house.twins.begin, BusyHasher())(wish())
    assert house.twins.memory.users == {}


async def test_the_first_admin_is_the_first_only(house: House) -> None:
    admin = await house.create_first_admin(FirstAdmin(CAUSE, "boss@example.com", "boss", PASSWORD))
    assert admin.is_acting_admin
    with pytest.raises(Conflict) as refused:
        await house.create_first_admin(FirstAdmin(CAUSE, "other@example.com", "other", PASSWORD))
    assert refused.value.code == "admin_exists"
    assert house.event_types() == ["users.user.registered"]


async def test_nothing_secret_is_shown_by_commands() -> None:
    assert PASSWORD not in repr(wish())
    assert PASSWORD not in repr(FirstAdmin(CAUSE, "boss@example.com", "boss", PASSWORD))
