"""Get a product's picture."""

from typing import NamedTuple

from modules.inventory.domain.picture import Rendition, Size
from modules.inventory.ports.pictures import PictureStore
from modules.inventory.ports.storefront_cache import StorefrontQueries
from shared.kernel.errors import NotFound, Unavailable


class PictureView(NamedTuple):
    """`is_immutable`: it is the requested version, so the response never changes."""

    rendition: Rendition
    content: bytes
    is_immutable: bool


class GetPicture:
    """Raises NotFound for an unknown product or one without a picture, Unavailable if the file cannot be read.

    The storefront cache may be stale. A version that it does not have is looked up in the database.
    """

    def __init__(self, catalog: StorefrontQueries, storefront: StorefrontQueries, files: PictureStore) -> None:
        self._catalog = catalog
        self._window = storefront
        self._files = files

    async def __call__(self, sku: str, size: Size, version: str | None = None) -> PictureView:
        rendition = await _rendition(self._window, sku, size)
        if version is not None and (rendition is None or rendition.version != version):
            rendition = await _rendition(self._catalog, sku, size)
        if rendition is None:
            raise NotFound("picture")
        content = await self._files.read(rendition.file)
        if content is None:
            raise Unavailable("dependency_unavailable", "The picture's file is missing.", retry_after=5)
        return PictureView(rendition, content, rendition.version == version)


async def _rendition(shown: StorefrontQueries, sku: str, size: Size) -> Rendition | None:
    product = await shown.get_product(sku)
    return product.picture.rendition(size) if product and product.picture else None
