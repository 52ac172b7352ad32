"""The transitions of transfers; on both stores."""

import pytest

from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.domain.transfer import Status
from shared.kernel.errors import Conflict, Invalid, NotFound, VersionMismatch
from shared.kernel.principal import SYSTEM
from tests.modules.inventory import stores
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import Warehouse


@pytest.fixture
async def places(warehouse: Warehouse) -> Warehouse:
    """10 AAA and 2 BBB in MAIN; LEEDS serves orders too, the STORE does not."""
    await warehouse.location("LEEDS")
    await warehouse.location("STORE", fulfills_online=False)
    await warehouse.product("AAA", 10, backorder_policy="allow")
    await warehouse.product("BBB", 2)
    return warehouse


async def incoming(warehouse: Warehouse, sku: str) -> int:
    async with warehouse.transaction() as tx:
        return (await warehouse.api.get_availability(tx, [sku]))[sku].incoming


async def test_goods_in_transit_are_on_hand_nowhere(places: Warehouse) -> None:
    transfer = await places.draft("MAIN", "LEEDS", ("AAA", 4), ("BBB", 2))
    assert (await places.level("AAA"), await incoming(places, "AAA")) == ((10, 0, 0), 0)
    shipped = await places.ship(transfer.id)
    assert (shipped.status, shipped.in_transit) == (Status.IN_TRANSIT, 6)
    assert (await places.level("AAA"), await incoming(places, "AAA")) == ((6, 0, 0), 4)
    await places.receive(transfer.id, ("AAA", 2, 1))
    assert await places.level("AAA", "LEEDS") == (3, 0, 1)
    assert (await incoming(places, "AAA"), await incoming(places, "BBB")) == (1, 2)
    done = await places.receive(transfer.id, ("BBB", 2, 0), ("AAA", 1, 0))
    assert (done.status, done.in_transit) == (Status.RECEIVED, 0)
    assert await places.level("AAA", "LEEDS") == (4, 0, 1)
    assert await places.level("BBB", "LEEDS") == (2, 0, 0)
    assert await incoming(places, "AAA") == 0


async def test_every_transition_is_in_the_ledger_and_published(places: Warehouse) -> None:
    transfer = await places.draft("MAIN", "LEEDS", ("AAA", 4))
    await places.ship(transfer.id)
    await places.receive(transfer.id, ("AAA", 1, 1))
    await places.close(transfer.id)
    entries = [e for e in await places.inspector.entries() if e.reference == f"transfer:{transfer.id}"]
    assert [(e.kind, e.location_code, e.on_hand_delta, e.unavailable_delta) for e in entries] == [
        ("transfer_in", "LEEDS", 2, 1),
        ("transfer_out", "MAIN", -4, 0),
    ]
    published = await places.published("transfer.", of=transfer.id)
    assert [(t.type.rpartition(".")[2], t.sequence, t.data["status"]) for t in published] == [
        ("created", 1, "draft"),
        ("shipped", 2, "in_transit"),
        ("received", 3, "in_transit"),
        ("closed", 4, "closed"),
    ]
    assert published[0].data["from_location_code"] == "MAIN"
    assert await incoming(places, "AAA") == 0


async def test_transfers_to_offline_locations_are_not_incoming(places: Warehouse) -> None:
    transfer = await places.draft("MAIN", "STORE", ("AAA", 4))
    await places.ship(transfer.id)
    assert await incoming(places, "AAA") == 0
    await ChangeLocation(places.begin)(
        ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="STORE", changes={"fulfills_online": True})
    )
    assert await incoming(places, "AAA") == 4


async def test_a_transfer_ships_unreserved_units_only(places: Warehouse) -> None:
    await places.reserve(("AAA", 7), minutes=60)
    transfer = await places.draft("MAIN", "LEEDS", ("AAA", 4), ("BBB", 2))
    other = await places.draft("LEEDS", "MAIN", ("AAA", 1), ("BBB", 1))
    short: list[tuple[int, list[dict[str, object]]]] = [
        (transfer.id, [{"sku": "AAA", "requested": 4, "available": 3}]),
        (
            other.id,
            [{"sku": "AAA", "requested": 1, "available": 0}, {"sku": "BBB", "requested": 1, "available": 0}],
        ),
    ]
    for transfer_id, items in short:
        with pytest.raises(Conflict) as caught:
            await places.ship(transfer_id)
        assert (caught.value.code, caught.value.extensions) == ("insufficient_stock", {"items": items})
    assert await places.level("BBB") == (2, 0, 0)
    places.pass_time(hours=2)
    assert (await places.ship(transfer.id)).status is Status.IN_TRANSIT
    assert await places.level("AAA") == (6, 0, 0)


async def test_received_units_fill_backorders_first(places: Warehouse) -> None:
    transfer = await places.draft("MAIN", "LEEDS", ("AAA", 10))
    await places.ship(transfer.id)
    second, first, unconfirmed = [(await places.reserve(("AAA", 2), backorder=True, minutes=60))[0] for _ in range(3)]
    await places.commit(first)
    places.pass_time(minutes=1)
    await places.commit(second)
    await places.receive(transfer.id, ("AAA", 3, 4))
    assert await places.states(first) == [("committed", "LEEDS", 2)]
    assert await places.states(second) == [("waiting", None, 1), ("committed", "LEEDS", 1)]
    assert await places.states(unconfirmed) == [("waiting", None, 2)]
    assert (await places.stock("AAA")).available == 0
    filled = [e for e in await places.inspector.entries() if e.kind == "filled"]
    assert {entry.reference for entry in filled} == {None}


async def test_an_invalid_draft_is_rejected(places: Warehouse) -> None:
    await places.location("SHUT", active=False)
    with pytest.raises(Invalid) as caught:
        await places.draft("SHUT", "NONE", ("AAA", 1), ("CCC", 1), ("AAA", 2))
    assert [(error.pointer, error.code) for error in caught.value.errors] == [
        ("/from_location_code", "location_not_found"),
        ("/to_location_code", "location_not_found"),
        ("/lines/1/sku", "sku_not_found"),
        ("/lines/2/sku", "duplicate"),
    ]
    with pytest.raises(Invalid) as same:
        await places.draft("MAIN", "MAIN", ("AAA", 1))
    assert [error.pointer for error in same.value.errors] == ["/to_location_code"]
    with pytest.raises(NotFound):
        await places.ship(99)


async def test_only_a_draft_can_be_cancelled(places: Warehouse) -> None:
    drafted = await places.draft("MAIN", "LEEDS", ("AAA", 1))
    assert (await places.cancel(drafted.id)).status is Status.CANCELLED
    with pytest.raises(Conflict) as caught:
        await places.ship(drafted.id)
    assert caught.value.extensions == {"from": "cancelled", "allowed": []}
    shipped = await places.draft("MAIN", "LEEDS", ("AAA", 1))
    with pytest.raises(VersionMismatch):
        await places.ship(shipped.id, version=2)
    await places.ship(shipped.id, version=1)
    with pytest.raises(Conflict) as caught:
        await places.cancel(shipped.id)
    assert caught.value.extensions == {"from": "in_transit", "allowed": ["close", "receive"]}
    assert await places.level("AAA") == (9, 0, 0)


async def test_the_destination_of_an_open_transfer_cannot_be_closed(places: Warehouse) -> None:
    change = ChangeLocation(places.begin)
    drafted = await places.draft("MAIN", "LEEDS", ("AAA", 1))
    sent = await places.draft("MAIN", "LEEDS", ("AAA", 1))
    await places.ship(sent.id)
    with pytest.raises(Conflict) as caught:
        await change(
            ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False})
        )
    assert caught.value.code == "location_not_empty"
    await places.close(sent.id, 1)
    await change(ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False}))
    with pytest.raises(Conflict) as caught:
        await places.ship(drafted.id)
    assert caught.value.extensions == {"from": "draft", "allowed": ["cancel"]}


async def test_transfer_actions_record_their_actor() -> None:
    warehouse, inventory = stores.in_memory()
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 10)
    transfer = await warehouse.draft("MAIN", "LEEDS", ("AAA", 4))
    await warehouse.ship(transfer.id)
    await warehouse.receive(transfer.id, ("AAA", 2, 1))
    await warehouse.close(transfer.id)
    await warehouse.cancel((await warehouse.draft("MAIN", "LEEDS", ("AAA", 1))).id)
    noted = [line for line in inventory.state.audit if line.resource == f"transfer:{transfer.id}"]
    assert [(line.action, line.changes["units"], line.metadata.actor) for line in noted] == [
        ("transfer.created", 4, "user:1"),
        ("transfer.shipped", 4, "user:1"),
        ("transfer.received", 3, "user:1"),
        ("transfer.closed", 1, "user:1"),
    ]
    assert inventory.state.audit[-1].action == "transfer.cancelled"
