"""Update a product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modules.inventory.application.catalog.product_change_steps import apply_change
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProductCommand(Command[Product]):
    """`changes` maps names of terms to new values."""

    sku: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None


class ChangeProduct:
    """Saves and publishes a change. Raises NotFound, VersionMismatch, Invalid, Conflict `barcode_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeProductCommand) -> Product:
        async with self._begin(command) as work:
            product = await apply_change(
                work, command, lambda product: product.change(command.changes, work.tx.now, command.metadata)
            )
            await work.commit(product)
        return product
