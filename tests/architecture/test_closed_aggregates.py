"""Only an aggregate's own methods change its state: everything else calls its verbs."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "modules"
MUTATORS = {"append", "extend", "insert", "remove", "pop", "clear", "update", "add", "sort", "reverse", "setdefault"}


def mutable_state(source: str) -> Iterator[str]:
    """The fields of mutable dataclasses, and the public attributes of classes without a base."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ClassDef):
            continue
        if _is_mutable_dataclass(node):
            fields = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
            yield from (field.id for field in fields if isinstance(field, ast.Name))
        elif not node.bases:
            attributes = (each for each in ast.walk(node) if isinstance(each, ast.Attribute) and _is_self(each.value))
            yield from (a.attr for a in attributes if not isinstance(a.ctx, ast.Load) and not a.attr.startswith("_"))


def outside_changes(source: str, state: Collection[str]) -> Iterator[int]:
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
        if isinstance(changed, ast.Attribute) and changed.attr in state and not _is_self(changed.value):
            yield node.lineno


def _is_mutable_dataclass(class_: ast.ClassDef) -> bool:
    decorators = [ast.unparse(each) for each in class_.decorator_list]
    return any(each.startswith("dataclass") and "frozen=True" not in each for each in decorators)


def _is_setter(called: ast.Name | ast.Attribute) -> bool:
    return (called.id if isinstance(called, ast.Name) else called.attr) in ("setattr", "__setattr__", "__delattr__")


def _is_self(owner: ast.expr) -> bool:
    return isinstance(owner, ast.Name) and owner.id == "self"


def state_of(module: Path) -> set[str]:
    return {name for path in (module / "domain").rglob("*.py") for name in mutable_state(path.read_text())}


MODULE_FOLDERS = sorted(path.parent for path in MODULES.glob("*/domain"))


@pytest.mark.parametrize("module", MODULE_FOLDERS, ids=lambda module: module.name)
def test_a_module_changes_its_aggregates_by_their_methods_only(module: Path) -> None:
    state = state_of(module)
    sources = {path: path.read_text() for path in sorted(module.rglob("*.py"))}
    found = [
        f"{path.relative_to(MODULES)}:{line}" for path, text in sources.items() for line in outside_changes(text, state)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "fields"),
    [
        ("orders", {"status", "paid_cents", "next_attempt_at", "shipped", "tracking_number", "received_items"}),
        ("inventory", {"on_hand", "waiting", "levels", "expires_at", "location_code", "parts", "sequence"}),
        ("users", {"role", "password_hash", "event_count"}),
    ],
)
def test_the_state_of_the_mutable_aggregates_is_known(module: str, fields: set[str]) -> None:
    assert fields <= state_of(MODULES / module)


def test_frozen_values_private_attributes_and_errors_are_no_state() -> None:
    source = """
@dataclass(frozen=True, slots=True)
class Address:
    city: str

@dataclass(slots=True)
class Stock:
    levels: dict[str, int]

class Counter:
    def __init__(self):
        self.count, self._usage = 0, {}

class Lost(Conflict):
    def __init__(self):
        self.order_id = 1
"""
    assert set(mutable_state(source)) == {"levels", "count"}


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("orders", "order.status = OrderStatus.CONFIRMED"),
        ("orders", "order.paid_cents += 100"),
        ("orders", "payment.action, payment.next_attempt_at = None, None"),
        ("orders", "work.order.lines[0].shipped += 1"),
        ("orders", "order.lines[0] = line"),
        ("orders", "order.events.clear()"),
        ("orders", "del refund.next_attempt_at"),
        ("orders", "for order.hold in holds: pass"),
        ("orders", "setattr(order, name, value)"),
        ("orders", "object.__setattr__(order, name, value)"),
        ("orders", "chosen.credited_cents: int = 5"),
        ("inventory", "level.on_hand -= 1"),
        ("inventory", "stocks[sku].waiting += units"),
        ("inventory", "stock.levels[code] = level"),
        ("inventory", "part.state = RELEASED"),
        ("inventory", "order.parts.append(part)"),
        ("users", "user.role = Role.ADMIN"),
        ("users", "user.events.append(event)"),
        ("users", "del account.password_hash"),
    ],
)
def test_a_planted_change_is_found(module: str, planted: str) -> None:
    source = f"def use_case(order):\n    {planted}\n"
    assert list(outside_changes(source, state_of(MODULES / module))) == [2] * (2 if "action," in planted else 1)


def test_reading_and_own_methods_are_no_changes() -> None:
    source = "def confirm(self):\n    self.status = next(self.lines)\n    attempt.outcome = order.status\n"
    assert list(outside_changes(source, state_of(MODULES / "orders"))) == []
