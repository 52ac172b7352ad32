"""Update or archive a product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modules.inventory.application.catalogue.product_changes import apply_change
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import Begin
from modules.inventory.public import ProductArchived, ProductUpdated
from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Reply


@dataclass(frozen=True, slots=True)
class ChangeProductCommand:
    """`changes` maps names of terms to new values."""

    cause: EventMetadata
    sku: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None


class ChangeProduct:
    """Saves and publishes a change. Raises NotFound, VersionMismatch, Invalid, Conflict `barcode_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeProductCommand, reply: Reply[Product] | None = None) -> Product:
        async with self._begin(reply.claim if reply else None) as work:
            product = await apply_change(
                work, command, ProductUpdated, lambda product: product.change(command.changes, work.tx.now)
            )
            await work.commit(reply, product)
        return product


class ArchiveProduct:
    """An archived product can be read but not ordered. Idempotent. Raises NotFound, VersionMismatch."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeProductCommand, reply: Reply[Product] | None = None) -> Product:
        async with self._begin(reply.claim if reply else None) as work:
            product = await apply_change(work, command, ProductArchived, lambda product: product.archive(work.tx.now))
            await work.commit(reply, product)
        return product
