from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.domain.allocation import choose_locations

CODES = ["A", "B", "C", "D"]
free_units = st.dictionaries(
    st.sampled_from(["X", "Y", "Z"]), st.dictionaries(st.sampled_from(CODES), st.integers(0, 6))
)


def test_a_single_location_is_preferred_over_priority() -> None:
    assert choose_locations({"X": 1, "Y": 1}, {"X": {"A": 5, "B": 5}, "Y": {"B": 5}}, CODES) == ("B",)


def test_ties_are_resolved_by_priority() -> None:
    assert choose_locations({"X": 3}, {"X": {"A": 2, "B": 2, "C": 2}}, CODES) == ("A", "B")


def test_fewer_locations_are_preferred_over_priority() -> None:
    assert choose_locations({"X": 6}, {"X": {"A": 2, "B": 2, "C": 3, "D": 3}}, CODES) == ("C", "D")


def test_an_empty_demand_chooses_the_first_location() -> None:
    assert choose_locations({}, {}, CODES) == ("A",)


def test_many_locations_are_chosen_greedily() -> None:
    codes = [f"L{n}" for n in range(12)]
    free = {"X": dict.fromkeys(codes, 1) | {"L11": 5}}
    assert choose_locations({"X": 7}, free, codes) == ["L0", "L1", "L11"]


@given(free_units, st.data())
def test_chosen_locations_meet_every_satisfiable_demand(free: dict[str, dict[str, int]], data: st.DataObject) -> None:
    wanted = {
        sku: units
        for sku, places in free.items()
        if (units := data.draw(st.integers(0, sum(places.values())), label=sku)) > 0
    }
    chosen = choose_locations(wanted, free, CODES)
    for sku, units in wanted.items():
        assert sum(free[sku].get(code, 0) for code in chosen) >= units
    for left_out in chosen if len(chosen) > 1 else []:
        rest = [code for code in chosen if code != left_out]
        assert any(sum(free[sku].get(code, 0) for code in rest) < units for sku, units in wanted.items())
