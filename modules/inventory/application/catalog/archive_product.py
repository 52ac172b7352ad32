"""Archive a product."""

from modules.inventory.application.catalog.change_product import ChangeProductCommand
from modules.inventory.application.catalog.product_change_steps import apply_change
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import Begin


class ArchiveProduct:
    """An archived product can be read but not ordered. Idempotent. Raises NotFound, VersionMismatch."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeProductCommand) -> Product:
        async with self._begin(command) as work:
            product = await apply_change(
                work, command, lambda product: product.archive(work.tx.now, command.metadata), verb="archived"
            )
            await work.commit(product)
        return product
