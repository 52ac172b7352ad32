from dataclasses import replace
from datetime import timedelta

import pytest

from modules.users.application.accounts.change_user import ChangeUserCommand
from modules.users.application.accounts.delete_user import DeleteUserCommand
from modules.users.application.api_keys.api_key_query_service import ApiKeyQueryService
from modules.users.application.api_keys.create_api_key import CreateApiKeyCommand, CreatedKey
from modules.users.application.api_keys.delete_api_key import DeleteApiKeyCommand
from modules.users.application.sessions.issue_client_token import IssueClientTokenCommand
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.errors import Forbidden, Invalid, NotFound, Unauthenticated
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.paging import PageRequest
from shared.kernel.principal import SYSTEM, Principal
from tests.modules.users.application.conftest import METADATA, UseCases, principal
from tests.modules.users.in_memory import InMemoryApiKeyQueries


def key_request(owner: User, *scopes: str, **more: object) -> CreateApiKeyCommand:
    by = principal(owner)
    return CreateApiKeyCommand(principal=by, metadata=METADATA, name="scanner", scopes=frozenset(scopes), **more)  # type: ignore[arg-type]


async def test_a_key_authenticates_as_its_owner(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    made = await use_cases.create_key(key_request(ada, "orders:read", rate_limit="600/60"))
    caller = await use_cases.authenticate(made.secret)
    assert caller == Principal(
        str(made.key.id), "client", frozenset({"orders:read"}), owner_id=ada.id, rate_limit="600/60"
    )
    assert caller.user_id is None
    assert made.secret.startswith("sk_dev_")


async def test_the_secret_is_only_in_the_response(use_cases: UseCases) -> None:
    made = await use_cases.create_key(key_request(await use_cases.user("ada", Role.SUPPORT), "orders:read"))
    assert made.secret not in repr((use_cases.in_memory.memory, made))
    assert use_cases.in_memory.memory.audit[-1].action == "api_key.created"


async def test_scopes_that_the_caller_lacks_cannot_be_granted(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    with pytest.raises(Forbidden) as refused:
        await use_cases.create_key(key_request(ada, "orders:read", "users:write", "audit:read"))
    missing = ["audit:read", "users:write"]
    assert refused.value.extensions == {"required_scope": missing[0], "missing_scopes": missing}
    with pytest.raises(Invalid):
        await use_cases.create_key(key_request(ada))


async def test_a_key_manages_keys_only_with_the_admin_scope(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    see = ApiKeyQueryService(InMemoryApiKeyQueries(use_cases.in_memory))
    plain = await use_cases.create_key(key_request(boss, "orders:read"))
    admin = await use_cases.create_key(key_request(boss, "orders:read", "system:admin"))
    clerk = await use_cases.authenticate(plain.secret)
    with pytest.raises(Forbidden) as refused:
        await use_cases.create_key(
            CreateApiKeyCommand(
                principal=clerk, metadata=METADATA, name="more", scopes=frozenset({"orders:read", "audit:read"})
            )
        )
    assert refused.value.extensions["missing_scopes"] == ["audit:read", "system:admin"]
    for attempt in (
        use_cases.create_key(
            CreateApiKeyCommand(principal=clerk, metadata=METADATA, name="more", scopes=frozenset({"orders:read"}))
        ),
        use_cases.delete_key(DeleteApiKeyCommand(principal=clerk, metadata=METADATA, key_id=admin.key.id)),
        see.list_api_keys(clerk, PageRequest(10, sort=("id",))),
        see.get_api_key(clerk, admin.key.id),
    ):
        with pytest.raises(Forbidden):
            await attempt
    machine = await use_cases.authenticate(admin.secret)
    assert (
        await use_cases.create_key(
            CreateApiKeyCommand(principal=machine, metadata=METADATA, name="more", scopes=frozenset({"orders:read"}))
        )
    ).key
    assert (await see.list_api_keys(machine, PageRequest(10, sort=("id",)))).total == 3


async def test_a_key_loses_the_scopes_its_owner_loses(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada", Role.MANAGER)
    made = await use_cases.create_key(key_request(ada, "orders:read", "orders:refund"))
    await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, role=Role.SUPPORT)
    )
    assert (await use_cases.authenticate(made.secret)).scopes == {"orders:read"}
    await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, is_active=False)
    )
    assert await refusal_of(use_cases, made.secret) == "account_inactive"


async def test_a_key_is_deleted_with_its_owner(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    made = await use_cases.create_key(key_request(ada, "orders:read"))
    assert await use_cases.authenticate(made.secret)
    await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id))
    assert await refusal_of(use_cases, made.secret) == "token_invalid"


async def test_a_key_expires(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    until = use_cases.in_memory.now + timedelta(minutes=1)
    made = await use_cases.create_key(key_request(ada, "orders:read", expires_at=until))
    assert await use_cases.authenticate(made.secret)
    use_cases.in_memory.pass_time(minutes=1)
    use_cases.authenticate.invalidate()
    assert await refusal_of(use_cases, made.secret) == "token_expired"


async def test_a_deleted_key_is_rejected(use_cases: UseCases) -> None:
    ada, bob = await use_cases.user("ada", Role.SUPPORT), await use_cases.user("bob", Role.SUPPORT)
    made = await use_cases.create_key(key_request(ada, "orders:read"))
    assert await use_cases.authenticate(made.secret)
    with pytest.raises(NotFound):
        await use_cases.delete_key(DeleteApiKeyCommand(principal=principal(bob), metadata=METADATA, key_id=made.key.id))
    await use_cases.delete_key(DeleteApiKeyCommand(principal=principal(ada), metadata=METADATA, key_id=made.key.id))
    assert await refusal_of(use_cases, made.secret) == "token_invalid"


async def test_a_secret_is_issued_once_per_key(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    idempotency: Idempotency[CreatedKey] = Idempotency(
        IdempotencyKey("user:1", "k", b""),
        lambda made: StoredResponse(409, {}, str(made.key.id).encode()),
    )
    made = await use_cases.create_key(replace(key_request(ada, "orders:read"), idempotency=idempotency))
    with pytest.raises(ReplayedResponse) as again:
        await use_cases.create_key(replace(key_request(ada, "orders:read"), idempotency=idempotency))
    assert again.value.response == StoredResponse(409, {}, str(made.key.id).encode())


async def test_a_client_secret_returns_an_access_token(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    made = await use_cases.create_key(key_request(ada, "orders:read"))
    issued = await use_cases.client_token(IssueClientTokenCommand(made.key.id, made.secret))
    assert issued.refresh_token is None
    assert (await use_cases.authenticate(issued.access_token)).name == f"client:{made.key.id}"
    await use_cases.delete_key(DeleteApiKeyCommand(principal=principal(ada), metadata=METADATA, key_id=made.key.id))
    assert await refusal_of(use_cases, issued.access_token) == "token_invalid"


async def test_wrong_client_secrets_get_the_same_error(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    made, other = [await use_cases.create_key(key_request(ada, "orders:read")) for _ in range(2)]
    for key_id, secret in ((made.key.id, other.secret), (made.key.id, "sk_x"), (999, made.secret), (made.key.id, "")):
        with pytest.raises(Unauthenticated) as refused:
            await use_cases.client_token(IssueClientTokenCommand(key_id, secret))
        assert refused.value.code == "invalid_credentials"


@pytest.mark.parametrize("text", ["sk_", "sk_dev_abc", "sk_dev_abc.def", "sk_dev_" + "x" * 300])
async def test_other_secrets_are_rejected(use_cases: UseCases, text: str) -> None:
    assert await refusal_of(use_cases, text) == "token_invalid"


async def refusal_of(use_cases: UseCases, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await use_cases.authenticate(token)
    return refused.value.code
