"""The state machine of transfers, and the sums of their units."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.domain.transfer import (
    REQUESTABLE_TRANSITIONS,
    TRANSITIONS,
    ReceivedLine,
    Status,
    Transfer,
    TransferLine,
    Transition,
    next_status,
)
from shared.kernel.errors import Conflict, Invalid, VersionMismatch
from shared.kernel.events import EventMetadata

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
METADATA = EventMetadata("user:1", "r-1")


def draft(*units: int) -> Transfer:
    lines = [TransferLine(sku=f"SKU{number}", quantity=count) for number, count in enumerate(units)]
    return Transfer(
        id=1,
        status=Status.DRAFT,
        source="MAIN",
        target="LEEDS",
        lines=lines,
        note=None,
        version=1,
        actor="user:1",
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Transition)
def test_an_undefined_transition_is_rejected(status: Status, step: Transition) -> None:
    if step in TRANSITIONS[status]:
        assert next_status(status, step) is TRANSITIONS[status][step]
        return
    with pytest.raises(Conflict) as caught:
        next_status(status, step)
    allowed = sorted(TRANSITIONS[status].keys() & REQUESTABLE_TRANSITIONS)
    assert (caught.value.code, caught.value.extensions) == ("invalid_transition", {"from": status, "allowed": allowed})
    assert Transition.COMPLETE not in allowed


def test_a_transfer_is_received_with_its_last_unit() -> None:
    shipped = draft(5, 2).ship(NOW, METADATA)
    assert (shipped.status, shipped.in_transit, shipped.shipped_at, shipped.version) == (Status.IN_TRANSIT, 7, NOW, 2)
    some = shipped.receive([ReceivedLine("SKU0", 4, 1)], NOW, METADATA)
    assert (some.status, some.in_transit) == (Status.IN_TRANSIT, 2)
    done = some.receive([ReceivedLine("SKU1", 1, 1)], NOW, METADATA)
    assert [(each.event.type, each.sequence) for each in done.events] == [
        ("inventory.transfer.shipped", 2),
        ("inventory.transfer.received", 3),
        ("inventory.transfer.received", 4),
    ]
    assert len(some.events) == 2, "a transition does not change the transfer it starts from"
    assert (done.status, done.in_transit, done.version) == (Status.RECEIVED, 0, 4)
    assert [(line.received, line.damaged, line.lost) for line in done.lines] == [(4, 1, 0), (1, 1, 0)]


def test_received_units_never_exceed_those_in_transit() -> None:
    some = draft(5).ship(NOW, METADATA).receive([ReceivedLine("SKU0", 1, 1)], NOW, METADATA)
    with pytest.raises(Conflict) as caught:
        some.receive([ReceivedLine("SKU0", 3, 1)], NOW, METADATA)
    assert (caught.value.code, caught.value.extensions) == ("over_receipt", {"sku": "SKU0", "max": 3})


def test_every_line_that_cannot_be_received_is_named() -> None:
    arriving = [
        ReceivedLine("NONE", 1, 0, "/lines/0"),
        ReceivedLine("SKU0", 0, 0, "/lines/1"),
        ReceivedLine("SKU0", 1, 0, "/lines/2"),
    ]
    with pytest.raises(Invalid) as caught:
        draft(5).ship(NOW, METADATA).receive(arriving, NOW, METADATA)
    assert [(error.pointer, error.code) for error in caught.value.errors] == [
        ("/lines/0/sku", "not_in_transfer"),
        ("/lines/1", "no_change"),
        ("/lines/2/sku", "duplicate"),
    ]


@pytest.mark.parametrize("lost", [None, 3])
def test_units_missing_at_closing_are_lost(lost: int | None) -> None:
    closed = (
        draft(4, 1).ship(NOW, METADATA).receive([ReceivedLine("SKU0", 2, 0)], NOW, METADATA).close(lost, NOW, METADATA)
    )
    assert (closed.status, closed.in_transit, [line.lost for line in closed.lines]) == (Status.CLOSED, 0, [2, 1])


@pytest.mark.parametrize("lost", [0, 2, 4])
def test_a_wrong_number_of_lost_units_is_rejected(lost: int) -> None:
    with pytest.raises(Invalid) as caught:
        draft(4, 1).ship(NOW, METADATA).receive([ReceivedLine("SKU0", 2, 0)], NOW, METADATA).close(lost, NOW, METADATA)
    assert [error.pointer for error in caught.value.errors] == ["/lost"]


def test_a_transition_checks_the_version() -> None:
    draft(1).check_version(1)
    draft(1).check_version(None)
    with pytest.raises(VersionMismatch):
        draft(1).check_version(2)


steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 2)), max_size=8)


@given(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), steps, st.booleans())
def test_shipped_units_are_received_damaged_lost_or_in_transit(
    units: tuple[int, int, int], receipts: list[tuple[int, int, int]], close: bool
) -> None:
    transfer = draft(*units).ship(NOW, METADATA)
    for number, received, damaged in receipts:
        before = transfer
        try:
            transfer = transfer.receive([ReceivedLine(f"SKU{number}", received, damaged)], NOW, METADATA)
        except (Conflict, Invalid):
            assert transfer is before
    if close and transfer.status is Status.IN_TRANSIT:
        transfer = transfer.close(transfer.in_transit, NOW, METADATA)
    for line, shipped in zip(transfer.lines, units, strict=True):
        assert min(line.received, line.damaged, line.lost, line.in_transit) >= 0
        assert line.received + line.damaged + line.lost + line.in_transit == line.shipped == shipped
    assert (transfer.in_transit == 0) == (transfer.status in (Status.RECEIVED, Status.CLOSED))
