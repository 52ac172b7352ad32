"""Create a product."""

from dataclasses import dataclass

from modules.inventory.application.catalog.barcodes import ensure_barcodes_free
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.ports.unit_of_work import Begin
from modules.inventory.public import InventoryPolicy
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProductCommand(Command[Product]):
    sku: str
    terms: ProductTerms


class CreateProduct:
    """Raises Invalid for a SKU that does not match the shop's pattern, Conflict `sku_taken` or `barcode_taken`."""

    def __init__(self, begin: Begin, policy: InventoryPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(self, command: CreateProductCommand) -> Product:
        async with self._begin(command) as work:
            product = Product.create(
                command.sku, command.terms, pattern=self._policy.sku_pattern, now=work.tx.now, metadata=command.metadata
            )
            await ensure_barcodes_free(work, product)
            await work.products.add([product])
            changes = {"price_cents": product.terms.price_cents, "active": product.terms.active}
            work.tx.audit(
                AuditEntry(
                    "product.created", resource=f"product:{product.sku}", metadata=command.metadata, changes=changes
                )
            )
            await work.commit(product)
        return product
