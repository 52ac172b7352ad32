"""Random sequences of operations: no overselling, every unit accounted for, valid chains."""

from collections import defaultdict
from itertools import groupby

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.domain.ledger import find_first_defect
from modules.inventory.domain.reservation import COMMITTED, CONSUMED, HELD, OPEN_STATES, WAITING
from modules.inventory.domain.transfer import Status
from modules.inventory.public import Disposition, Reserved
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.application.inventory_machine import InventoryMachine
from tests.modules.inventory.inspector import METADATA

SKUS = ("AAA", "BBB")
PLACES = ("MAIN", "LEEDS")
ORDERS = st.integers(1, 8)
UNITS_BY_LINE = st.dictionaries(st.integers(1, 3), st.integers(1, 4), min_size=1, max_size=2)


class AnySequence(InventoryMachine):
    @initialize()
    def open(self) -> None:
        self.do(self.warehouse.location("LEEDS"))
        self.do(self.warehouse.product("AAA", 5, backorder_policy="allow"))
        self.do(self.warehouse.product("BBB", backorder_policy="allow", backorder_limit=8))

    @rule(
        lines=st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 5)), min_size=1, max_size=3),
        backorder=st.booleans(),
        minutes=st.sampled_from([None, 1, 15]),
    )
    def reserve(self, lines: list[tuple[str, int]], backorder: bool, minutes: int | None) -> None:
        order, outcome = self.do(self.warehouse.reserve(*lines, backorder=backorder, minutes=minutes))
        if isinstance(outcome, Reserved):
            got: dict[int, int] = defaultdict(int)
            for allocation in outcome.allocations:
                got[allocation.line_id] += allocation.quantity
            assert got == {n: units for n, (_, units) in enumerate(lines, 1)}
            self.list_reserved_units |= {(order, line_id): units for line_id, units in got.items()}
        else:
            assert all(short.available < short.requested for short in outcome.items)
            assert not [part for part in self.inventory.state.reservations.values() if part.order_id == order]

    @rule(order=ORDERS)
    def commit(self, order: int) -> None:
        error = self.refused(self.warehouse.commit(order))
        assert error is None or error.code == "hold_lost"

    @rule(order=ORDERS, units=st.none() | st.dictionaries(st.integers(1, 3), st.integers(1, 4), max_size=2))
    def release(self, order: int, units: dict[int, int] | None) -> None:
        self.do(self.warehouse.release(order, units))

    @rule(order=ORDERS, place=st.sampled_from(PLACES), units=UNITS_BY_LINE)
    def consume(self, order: int, place: str, units: dict[int, int]) -> None:
        before = self.units_in(order, COMMITTED)
        error = self.refused(self.warehouse.consume(order, place, units))
        wanted = {line: count for line, count in units.items() if (order, line) in self.list_reserved_units}
        if error is None:
            gone = {line: count - self.units_in(order, COMMITTED)[line] for line, count in before.items()}
            assert {line: count for line, count in gone.items() if count} == wanted
        else:
            assert error.code == "not_reserved_here"
            assert self.units_in(order, COMMITTED) == before

    @rule(order=ORDERS, place=st.sampled_from(PLACES), units=UNITS_BY_LINE)
    def restore(self, order: int, place: str, units: dict[int, int]) -> None:
        consumed = self.units_in(order, CONSUMED, place)
        units = {line: min(count, consumed[line]) for line, count in units.items() if consumed[line]}
        self.do(self.warehouse.restore(order, place, units))
        now = self.units_in(order, CONSUMED, place)
        assert {line: consumed[line] - now[line] for line in units} == units

    @rule(order=ORDERS, line=st.integers(1, 3), units=st.integers(1, 3), there=st.booleans())
    def reallocate(self, order: int, line: int, units: int, there: bool) -> None:
        source, target = PLACES if there else reversed(PLACES)
        error = self.refused(self.warehouse.reallocate(order, units, source, target, line))
        assert error is None or error.code in ("not_reserved_here", "insufficient_stock")

    @rule(
        order=ORDERS,
        place=st.sampled_from(PLACES),
        disposition=st.sampled_from(["restock", "quarantine", "damaged", "discard"]),
    )
    def return_stock(self, order: int, place: str, disposition: Disposition) -> None:
        """Return one shipped unit of the order."""
        sent = [part for part in self.parts(order) if part.state == CONSUMED]
        if sent:
            item = (sent[0].sku, 1, place, disposition)
            self.do(self.warehouse.return_stock(order, item, line_id=sent[0].line_id))

    @rule(sku=st.sampled_from(SKUS), units=st.integers(1, 4), there=st.booleans(), come=st.integers(0, 4))
    def transfer(self, sku: str, units: int, there: bool, come: int) -> None:
        """Some shipped units arrive, one of them damaged; the rest is lost."""
        source, target = PLACES if there else reversed(PLACES)
        made = self.do(self.warehouse.draft(source, target, (sku, units)))
        error = self.refused(self.warehouse.ship(made.id))
        assert error is None or error.code == "insufficient_stock"
        if error is None and come:
            error = self.refused(self.warehouse.receive(made.id, (sku, come - 1, 1)))
            assert (error.code if error else None) == ("over_receipt" if come > units else None)
        if self.inventory.state.transfers[made.id].status is Status.IN_TRANSIT:
            self.do(self.warehouse.close(made.id))

    @rule(place=st.sampled_from(PLACES), online=st.booleans())
    def open_or_close(self, place: str, online: bool) -> None:
        self.do(
            ChangeLocation(self.warehouse.begin)(
                ChangeLocationCommand(
                    principal=SYSTEM, metadata=METADATA, code=place, changes={"fulfills_online": online}
                )
            )
        )

    @rule(order=ORDERS)
    def suspend_expiry(self, order: int) -> None:
        self.do(self.warehouse.suspend_expiry(order))

    @rule(order=ORDERS, minutes=st.integers(-1, 10))
    def resume_expiry(self, order: int, minutes: int) -> None:
        self.do(self.warehouse.resume_expiry(order, minutes))

    @rule(minutes=st.integers(1, 15))
    def wait(self, minutes: int) -> None:
        self.warehouse.pass_time(minutes=minutes)

    @rule()
    def expire(self) -> None:
        self.do(self.warehouse.expire())
        assert not [part for part in self.inventory.state.reservations.values() if part.is_overdue(self.inventory.now)]

    @rule(sku=st.sampled_from(SKUS), units=st.integers(1, 6), place=st.sampled_from(PLACES))
    def restock(self, sku: str, units: int, place: str) -> None:
        self.do(self.warehouse.restock(sku, units, place))

    @rule(
        sku=st.sampled_from(SKUS),
        place=st.sampled_from(PLACES),
        delta=st.integers(-4, 2),
        unavailable=st.integers(-2, 2),
        how=st.sampled_from(["reject", "deallocate"]),
    )
    def adjust(self, sku: str, place: str, delta: int, unavailable: int, how: str) -> None:
        error = self.refused(self.warehouse.adjust(StockChange(sku, place, delta, unavailable), on_shortfall=how))
        assert error is None or error.code in ("validation_failed", "stock_below_reserved")
        assert how == "reject" or error is None or error.code == "validation_failed"

    @invariant()
    def every_unit_is_accounted_for(self) -> None:
        state = self.inventory.state
        sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for part in state.reservations.values():
            if part.state in OPEN_STATES:
                sums[part.sku, part.location_code or "MAIN"][part.state] += part.quantity
        for place, level in state.levels.items():
            assert level.reserved >= 0
            assert level.unavailable >= 0
            assert level.reserved + level.unavailable <= level.on_hand
            assert level.reserved == sums[place][HELD] + sums[place][COMMITTED]
            assert level.waiting == sums[place][WAITING]

    @invariant()
    def nothing_is_available_while_confirmed_orders_wait(self) -> None:
        firm = {
            part.sku
            for part in self.inventory.state.reservations.values()
            if part.state == WAITING and part.committed_at is not None
        }
        for sku in firm:
            assert self.do(self.warehouse.stock(sku)).available == 0

    @invariant()
    def no_promised_unit_is_forgotten(self) -> None:
        """Backordered, reserved, consumed and released units add up to the demand."""
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for part in self.inventory.state.reservations.values():
            sums[part.order_id, part.line_id] += part.quantity + part.returned
        assert sums == self.list_reserved_units

    @invariant()
    def levels_are_the_sums_of_their_entries(self) -> None:
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for entry in self.inventory.state.ledger.values():
            changes = (entry.on_hand_delta, entry.reserved_delta, entry.unavailable_delta)
            place = (entry.sku, entry.location_code)
            sums[place] = [before + change for before, change in zip(sums[place], changes, strict=True)]
        for place, level in self.inventory.state.levels.items():
            assert [level.on_hand, level.reserved, level.unavailable] == sums[place]

    @invariant()
    def chains_hold(self) -> None:
        entries = self.do(self.warehouse.inspector.entries())
        for place, chain in groupby(entries, key=lambda entry: (entry.sku, entry.location_code)):
            links = list(chain)
            assert find_first_defect(links) is None
            level = self.inventory.state.levels[place]
            assert (level.ledger_seq, level.ledger_hash) == (links[-1].seq, links[-1].hash)
            assert (level.on_hand, level.reserved) == (links[-1].on_hand, links[-1].reserved)

    @invariant()
    def events_are_gapless(self) -> None:
        seen: dict[tuple[str, str], int] = defaultdict(int)
        for event in self.inventory.state.events:
            name = (event.event.aggregate_type, event.aggregate_id)
            seen[name] += 1
            assert event.sequence == seen[name]


@pytest.mark.parametrize("examples", [20, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_any_sequence_of_operations_keeps_the_invariants(examples: int) -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(max_examples=examples, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow]),
    )
