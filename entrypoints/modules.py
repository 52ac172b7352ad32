"""The list of modules. `tradepost new-module NAME` adds one: its folder `modules/<name>` and a line here."""

from importlib import import_module  # noqa: TID251 a process imports the parts of modules that it runs, by name
from importlib.util import find_spec
from types import ModuleType

MODULES = (
    "orders",
    "promotions",
    "inventory",
    "reports",
    "import_export",
    "users",
    "webhooks",
    "operations",
    "notifications",
)
"""In the order in which the API document describes them."""


def module_part(module: str, part: str) -> ModuleType | None:
    """Import `modules.<module>.<part>`; None if the module has no such part."""
    name = f"modules.{module}.{part}"
    return import_module(name) if find_spec(name) else None
