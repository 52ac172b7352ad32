"""The state diagrams of the documentation match the state machines in the code."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from docs.states import BEGIN, END, MACHINES, PAGE, Machine, diagram, placed_in

MODULES = Path(__file__).parents[2] / "modules"


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


class Step(StrEnum):
    GO = "go"
    WAIT = "wait"
    HIT = "hit"
    STRIKE = "strike"


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text()
    assert placed_in(page) == page, "run `make docs`"


def test_every_machine_that_is_declared_is_drawn() -> None:
    declared = re.compile(r"^(?:[A-Z]+_)?(?:LIFE|TRANSITIONS): Mapping\[", re.MULTILINE)
    found = [path for path in MODULES.glob("*/domain/**/*.py") for _ in declared.findall(path.read_text())]
    assert len(found) == len(MACHINES), sorted(found)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.title)
def test_every_state_is_reachable_and_drawn(machine: Machine) -> None:
    life = machine.life
    followers = {state: _following(following) for state, following in life.items()}
    assert set().union(*followers.values()) <= life.keys()
    reached = {next(iter(life))}
    while more := set().union(*(followers[state] for state in reached)) - reached:
        reached |= more
    assert reached == life.keys()
    states: Any = type(next(iter(life)))
    assert set(states) == life.keys()


def test_steps_name_their_arrows() -> None:
    life = {
        Light.RED: {Step.GO: Light.GREEN, Step.HIT: Light.BROKEN, Step.STRIKE: Light.BROKEN, Step.WAIT: Light.RED},
        Light.GREEN: {Step.GO: Light.RED},
        Light.BROKEN: {},
    }
    assert diagram(life).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> red: wait",
        "    red --> green: go",
        "    red --> broken: hit, strike",
        "    green --> red: go",
        "    broken --> [*]",
    ]


def test_states_alone_are_drawn_in_the_order_of_their_declaration() -> None:
    life = {
        Light.RED: frozenset({Light.BROKEN, Light.GREEN}),
        Light.GREEN: frozenset({Light.BROKEN}),
        Light.BROKEN: frozenset(),
    }
    assert diagram(life).splitlines()[2:5] == ["    red --> green", "    red --> broken", "    green --> broken"]


def test_a_page_without_markers_is_not_touched() -> None:
    with pytest.raises(ValueError, match="diagrams: begin"):
        placed_in(f"a page {END} {BEGIN[:-1]}")


def _following(following: object) -> set[object]:
    return set(following.values()) if isinstance(following, dict) else set(following)  # type: ignore[call-overload]
