"""Something about a product changes, or it is no longer sold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modules.inventory.application import announce
from modules.inventory.domain.product import TERMS, Product
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from modules.inventory.public import ProductArchived, ProductEvent, ProductUpdated
from shared.kernel.errors import NotFound
from shared.kernel.events import Cause
from shared.kernel.idempotency import Reply
from shared.kernel.transaction import AuditLine

_AUDITED = frozenset(TERMS) - {"description", "metadata"}


@dataclass(frozen=True, slots=True)
class ProductChange:
    """`changes` replaces terms by their name."""

    cause: Cause
    sku: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None


class ChangeProduct:
    """What differs is saved and told. Raises NotFound, VersionMismatch, Invalid."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ProductChange, reply: Reply[Product] | None = None) -> Product:
        async with self._begin(reply.claim if reply else None) as work:
            changed = await _changed(
                work, command, ProductUpdated, lambda product: product.change(command.changes, work.tx.now)
            )
            await work.commit(reply, changed)
        return changed


class ArchiveProduct:
    """An archived product can be read, never ordered; a repeat changes nothing. Raises NotFound, VersionMismatch."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ProductChange, reply: Reply[Product] | None = None) -> Product:
        async with self._begin(reply.claim if reply else None) as work:
            changed = await _changed(work, command, ProductArchived, lambda product: product.archive(work.tx.now))
            await work.commit(reply, changed)
        return changed


async def _changed(
    work: UnitOfWork, command: ProductChange, fact: type[ProductEvent], change: Callable[[Product], Product]
) -> Product:
    product = await work.products.get(command.sku)
    if product is None:
        raise NotFound("product")
    product.expect(command.expected_version)
    changed = change(product)
    if changed is not product:
        await work.products.save([changed])
        announce.product(work.tx, fact, changed, command.cause)
        verb = "archived" if fact is ProductArchived else "changed"
        line = AuditLine(f"product.{verb}", f"product:{product.sku}", command.cause, _difference(product, changed))
        work.tx.audit(line)
    return changed


def _difference(old: Product, new: Product) -> dict[str, object]:
    pairs = {name: (getattr(old.terms, name), getattr(new.terms, name)) for name in TERMS if name in _AUDITED}
    return {name: {"old": before, "new": after} for name, (before, after) in pairs.items() if before != after}
