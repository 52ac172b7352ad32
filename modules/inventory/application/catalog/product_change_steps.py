"""Common steps of product changes: load, compare, save, publish and audit."""

from collections.abc import Callable
from typing import Protocol

from modules.inventory.application.catalog.barcodes import ensure_barcodes_free
from modules.inventory.domain.product import TERM_NAMES, Product
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry

_AUDITED = frozenset(TERM_NAMES) - {"description", "metadata"}


class ProductCommand(Protocol):
    @property
    def metadata(self) -> EventMetadata: ...

    @property
    def sku(self) -> str: ...

    @property
    def expected_version(self) -> int | None:
        """The version that the caller expects; None accepts any."""
        ...


async def load_expected(work: UnitOfWork, command: ProductCommand) -> Product:
    """Lock the product. Raises NotFound, VersionMismatch."""
    product = await work.products.get(command.sku)
    if product is None:
        raise NotFound("product")
    product.check_version(command.expected_version)
    return product


async def apply_change(
    work: UnitOfWork, command: ProductCommand, change: Callable[[Product], Product], verb: str = "changed"
) -> Product:
    """Apply the change; save and audit it if the product differs. `verb` names it in the audit log."""
    product = await load_expected(work, command)
    after = change(product)
    if after is not product:
        await ensure_barcodes_free(work, after, product)
        await work.products.save([after])
        work.tx.audit(
            AuditEntry(
                f"product.{verb}",
                resource=f"product:{product.sku}",
                metadata=command.metadata,
                changes=difference(product, after),
            )
        )
    return after


def difference(old: Product, new: Product) -> dict[str, object]:
    """The audited fields that differ, with old and new values."""
    pairs = {name: (getattr(old.terms, name), getattr(new.terms, name)) for name in TERM_NAMES if name in _AUDITED}
    pairs["picture"] = (_file(old), _file(new))
    return {name: {"old": before, "new": after} for name, (before, after) in pairs.items() if before != after}


def _file(product: Product) -> str | None:
    return product.picture.large.file if product.picture else None
