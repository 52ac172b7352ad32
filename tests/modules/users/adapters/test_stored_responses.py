"""The contract of the port `StoredResponseRepository`, and its use when a user is deleted."""

from shared.kernel.commands import Command
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.principal import SYSTEM
from tests.modules.users.adapters.conftest import Ports
from tests.modules.users.adapters.users_app import UsersApp


def command_under(key: IdempotencyKey) -> Command[None]:
    idempotency: Idempotency[None] = Idempotency(key, lambda _: StoredResponse(200, {}, b"Ada lives at 1 Road"))
    return Command(principal=SYSTEM, metadata=EventMetadata("user:7", "r-1"), idempotency=idempotency)


async def is_kept(ports: Ports, key: IdempotencyKey) -> bool:
    try:
        async with ports.begin(command_under(key)) as work:
            work.roll_back()
            return False
    except (ReplayedResponse, Conflict):
        return True


async def test_only_the_stored_responses_of_the_principal_are_deleted(ports: Ports) -> None:
    keys = [IdempotencyKey(f"{name} POST /v1/orders", "k", b"same") for name in ("user:7", "user:77", "client:7")]
    for key in keys:
        async with ports.begin(command_under(key)) as work:
            await work.commit(None)
    async with ports.begin() as work:
        await work.stored_responses.delete_for_principal("user:7")
        await work.commit()
    assert [await is_kept(ports, key) for key in keys] == [False, True, True]


async def test_no_stored_response_outlives_its_user(app: UsersApp) -> None:
    boss = await app.admin()
    ada = await app.register("ada", full_name="Ada Lovelace")
    their = await app.signed_in("ada")
    changed = await their.patch("/v1/users/me", json={"full_name": "Ada King"}, headers={"Idempotency-Key": "k"})
    assert changed.status_code == 200, changed.text
    kept = f"SELECT count(*) AS n FROM platform.idempotency_keys WHERE scope ^@ 'user:{ada['id']} '"
    assert (await app.rows(kept))[0]["n"] == 1
    gone = await boss.delete(f"/v1/users/{ada['id']}")
    assert gone.status_code == 204, gone.text
    assert (await app.rows(kept))[0]["n"] == 0
