"""Remove a product's picture."""

from dataclasses import dataclass

from modules.inventory.application.catalog.product_change_steps import apply_change
from modules.inventory.domain.product import Product
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePictureCommand(Command[Product]):
    sku: str
    expected_version: int | None = None


class RemovePicture:
    """Raises NotFound, VersionMismatch."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RemovePictureCommand) -> Product:
        async with self._begin(command) as work:
            product = await apply_change(
                work, command, lambda one: one.with_picture(None, work.tx.now, command.metadata)
            )
            await work.commit(product)
        return product
