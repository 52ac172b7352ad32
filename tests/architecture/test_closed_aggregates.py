"""Only an aggregate's own methods change its state: everything else calls its verbs."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.line import Line
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.refund import Refund
from modules.orders.domain.order.state import OrderState

ORDERS = Path(__file__).parents[2] / "modules/orders"
STATE = {field.name for kind in (OrderState, Payment, Refund, Line, Shipment, Return) for field in fields(kind)}
MUTATORS = {"append", "extend", "insert", "remove", "pop", "clear", "update", "add", "sort", "reverse", "setdefault"}


def outside_changes(source: str) -> Iterator[int]:
    """The lines that change a field of an aggregate by another name than `self`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed: ast.expr = node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            changed = node.func.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and _is_setter(node.func):
            yield node.lineno
            continue
        else:
            continue
        while isinstance(changed, ast.Subscript):
            changed = changed.value
        if isinstance(changed, ast.Attribute) and changed.attr in STATE and not _is_self(changed.value):
            yield node.lineno


def _is_setter(called: ast.Name | ast.Attribute) -> bool:
    return (called.id if isinstance(called, ast.Name) else called.attr) in ("setattr", "__setattr__", "__delattr__")


def _is_self(owner: ast.expr) -> bool:
    return isinstance(owner, ast.Name) and owner.id == "self"


def test_the_module_changes_aggregates_by_their_methods_only() -> None:
    sources = {path: path.read_text() for path in sorted(ORDERS.rglob("*.py"))}
    found = [f"{path.relative_to(ORDERS)}:{line}" for path, text in sources.items() for line in outside_changes(text)]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "order.status = Status.CONFIRMED",
        "order.paid_cents += 100",
        "payment.action, payment.next_try_at = None, None",
        "work.order.lines[0].shipped += 1",
        "order.lines[0] = line",
        "order.events.clear()",
        "del refund.next_try_at",
        "for order.hold in holds: pass",
        "setattr(order, name, value)",
        "object.__setattr__(order, name, value)",
        "chosen.credited_cents: int = 5",
    ],
)
def test_a_planted_change_is_found(planted: str) -> None:
    assert list(outside_changes(f"def use_case(order):\n    {planted}\n")) == [2] * (2 if "action," in planted else 1)


def test_reading_and_own_methods_are_no_changes() -> None:
    source = "def confirm(self):\n    self.status = next(self.lines)\n    attempt.outcome = order.status\n"
    assert list(outside_changes(source)) == []
