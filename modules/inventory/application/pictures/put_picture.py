"""Set a product's picture."""

from dataclasses import dataclass

from modules.inventory.application.catalog.product_change_steps import apply_change, load_expected
from modules.inventory.domain.picture import Picture, Rendition
from modules.inventory.domain.product import Product
from modules.inventory.ports.pictures import ImageRenderer, PictureStore
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPictureCommand(Command[Product]):
    """`media_type` is the declared type of the content, if any."""

    sku: str
    content: bytes
    media_type: str | None
    expected_version: int | None = None


class PutPicture:
    """Stores the files before the product references them, so that a reference is never dangling.

    Unreferenced files are swept later. The same picture again changes nothing.
    Raises NotFound, VersionMismatch, Invalid, Unavailable.
    """

    def __init__(self, begin: Begin, renderer: ImageRenderer, files: PictureStore) -> None:
        self._begin = begin
        self._renderer = renderer
        self._files = files

    async def __call__(self, command: PutPictureCommand) -> Product:
        await self._precheck(command)
        picture = await self._store(command)
        async with self._begin(command) as work:
            product = await apply_change(
                work, command, lambda one: one.with_picture(picture, work.tx.now, command.metadata)
            )
            await work.commit(product)
        return product

    async def _precheck(self, command: PutPictureCommand) -> None:
        """Fail or replay before rendering, because no transaction is open during it."""
        async with self._begin(command) as work:
            await load_expected(work, command)
            work.roll_back()

    async def _store(self, command: PutPictureCommand) -> Picture:
        rendered = await self._renderer.render(command.content, command.media_type)
        renditions = {
            size: Rendition(await self._files.put(each.content), each.width, each.height)
            for size, each in rendered.items()
        }
        return Picture(**renditions)
