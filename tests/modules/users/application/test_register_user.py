from dataclasses import replace

import pytest

from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.application.accounts.register_user import RegisterUser, RegisterUserCommand
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.errors import Conflict, Invalid, Unavailable
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.principal import ANONYMOUS, SYSTEM, Principal
from tests.modules.users.application.conftest import METADATA, PASSWORD, UseCases
from tests.modules.users.plain_crypto import PlainHasher

CLIENT = Principal("9", "client", frozenset({"users:write"}), owner_id=1)


def reset_request(
    principal: Principal = ANONYMOUS, password: str | None = PASSWORD, name: str = "ada"
) -> RegisterUserCommand:
    return RegisterUserCommand(
        principal=principal,
        metadata=METADATA,
        email=f"{name}@example.com",
        username=name,
        password=password,
        full_name="Ada",
    )


async def test_an_anonymous_caller_registers_as_a_customer(use_cases: UseCases) -> None:
    user = await use_cases.register(reset_request())
    stored = use_cases.in_memory.memory.users[user.id]
    assert (stored.role, stored.is_active, stored.password_hash) == (Role.CUSTOMER, True, f"plain:{PASSWORD}")
    assert use_cases.in_memory.memory.audit == []


async def test_the_event_holds_no_personal_data(use_cases: UseCases) -> None:
    user = await use_cases.register(reset_request())
    (recorded,) = use_cases.in_memory.memory.events
    assert (recorded.event.type, recorded.aggregate_id, recorded.sequence) == ("users.user.registered", str(user.id), 1)
    assert "ada" not in repr(recorded.event).lower()


async def test_registering_without_a_password_requires_users_write(use_cases: UseCases) -> None:
    with pytest.raises(Invalid) as refused:
        await use_cases.register(reset_request(password=None))
    assert refused.value.errors[0].pointer == "/password"
    user = await use_cases.register(reset_request(CLIENT, None))
    assert user.password_hash is None
    assert [line.action for line in use_cases.in_memory.memory.audit] == ["user.registered"]


async def test_an_existing_name_changes_nothing(use_cases: UseCases) -> None:
    await use_cases.register(reset_request())
    with pytest.raises(Conflict):
        await use_cases.register(reset_request())
    assert len(use_cases.in_memory.memory.events) == 1


async def test_a_repeat_with_the_same_key_is_replayed(use_cases: UseCases) -> None:
    idempotency: Idempotency[User] = Idempotency(
        IdempotencyKey("client:9", "k", b""), lambda user: StoredResponse(201, {}, str(user.id).encode())
    )
    user = await use_cases.register(replace(reset_request(CLIENT, None), idempotency=idempotency))
    with pytest.raises(ReplayedResponse) as again:
        await use_cases.register(replace(reset_request(CLIENT, None), idempotency=idempotency))
    assert again.value.response.body == str(user.id).encode()


class BusyHasher(PlainHasher):
    async def hash(self, password: str) -> str:
        raise Unavailable


async def test_too_many_concurrent_registrations_are_rejected(use_cases: UseCases) -> None:
    with pytest.raises(Unavailable):
        await RegisterUser(use_cases.in_memory.begin, BusyHasher())(reset_request())
    assert use_cases.in_memory.memory.users == {}


async def test_only_the_first_admin_is_created_without_a_caller(use_cases: UseCases) -> None:
    admin = await use_cases.create_first_admin(
        CreateFirstAdminCommand(
            principal=SYSTEM, metadata=METADATA, email="boss@example.com", username="boss", password=PASSWORD
        )
    )
    assert admin.is_acting_admin
    with pytest.raises(Conflict) as refused:
        await use_cases.create_first_admin(
            CreateFirstAdminCommand(
                principal=SYSTEM, metadata=METADATA, email="other@example.com", username="other", password=PASSWORD
            )
        )
    assert refused.value.code == "admin_exists"
    assert use_cases.event_types() == ["users.user.registered"]


async def test_commands_hide_secrets_in_representations() -> None:
    assert PASSWORD not in repr(reset_request())
    assert PASSWORD not in repr(
        CreateFirstAdminCommand(
            principal=SYSTEM, metadata=METADATA, email="boss@example.com", username="boss", password=PASSWORD
        )
    )
