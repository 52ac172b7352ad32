"""The diagrams in states.md, drawn from the machines as the code declares them.

`python -m docs.states` brings the page up to date; a new machine is one line in MACHINES.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from modules.inventory.domain.transfer import TRANSITIONS as TRANSFER_LIFE
from modules.orders.domain.fulfillment.customer_return import RETURN_TRANSITIONS
from modules.orders.domain.fulfillment.shipment import SHIPMENT_TRANSITIONS
from modules.orders.domain.order.payments.payment_states import PAYMENT_TRANSITIONS
from modules.orders.domain.order.payments.refund import REFUND_TRANSITIONS
from modules.orders.domain.order.status import TRANSITIONS as ORDER_LIFE

PAGE = Path(__file__).with_name("states.md")
BEGIN = "<!-- diagrams: begin -->"
END = "<!-- diagrams: end -->"

Life: TypeAlias = Mapping[Any, Mapping[Any, StrEnum] | Collection[StrEnum]]
"""From each state to those that may follow, by the step that leads there where steps have names.

The first state is the one things begin in.
"""


class Machine(NamedTuple):
    title: str
    life: Life


MACHINES = (
    Machine("An order", ORDER_LIFE),
    Machine("A payment", PAYMENT_TRANSITIONS),
    Machine("A refund", REFUND_TRANSITIONS),
    Machine("A shipment", SHIPMENT_TRANSITIONS),
    Machine("A return", RETURN_TRANSITIONS),
    Machine("A transfer between locations", TRANSFER_LIFE),
)


def diagram(life: Life) -> str:
    """A Mermaid state diagram. Steps that lead from one state to the same other share an arrow."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(life))}"]
    for state, following in life.items():
        lines += [f"    {state} --> {after}{label}" for after, label in _arrows(life, following)]
        if not following:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)


def _arrows(life: Life, following: Mapping[Any, StrEnum] | Collection[StrEnum]) -> Iterator[tuple[StrEnum, str]]:
    """In the order in which the states are declared, so that a set is drawn the same each time."""
    for after in life:
        if isinstance(following, Mapping):
            steps = [step for step, state in following.items() if state == after]
            if steps:
                yield after, f": {', '.join(steps)}"
        elif after in following:
            yield after, ""


def markdown() -> str:
    return "\n\n".join(f"## {title}\n\n```mermaid\n{diagram(life)}\n```" for title, life in MACHINES)


def placed_in(page: str) -> str:
    """The page with the diagrams between its two markers brought up to date.

    Raises ValueError when the page lacks the markers.
    """
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(placed_in(PAGE.read_text()))
