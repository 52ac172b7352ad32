"""Import a chunk of a product table."""

from collections.abc import Sequence

from modules.inventory.application.catalog.product_change_steps import difference
from modules.inventory.application.catalog.product_upsert import ProductUpsert, upsert_products
from modules.inventory.ports.unit_of_work import Join
from modules.inventory.public import InventoryPolicy
from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import AuditEntry, Transaction


class UpsertProducts:
    """Runs in the caller's transaction, with a fixed number of statements."""

    def __init__(self, join: Join, policy: InventoryPolicy) -> None:
        self._join = join
        self._policy = policy

    async def __call__(
        self, tx: Transaction, upserts: Sequence[ProductUpsert], metadata: EventMetadata
    ) -> Sequence[tuple[int, FieldError]]:
        """Saves the valid products and returns the errors of the others, by line number."""
        taken = await upsert_products(self._join(tx), upserts, self._policy.sku_pattern, metadata=metadata)
        for product in taken.created:
            changes = {"price_cents": product.terms.price_cents, "active": product.terms.active}
            tx.audit(
                AuditEntry("product.created", resource=f"product:{product.sku}", metadata=metadata, changes=changes)
            )
        for before, after in taken.updated:
            tx.audit(
                AuditEntry(
                    "product.changed",
                    resource=f"product:{after.sku}",
                    metadata=metadata,
                    changes=difference(before, after),
                )
            )
        return taken.errors
