"""A product's picture is looked at."""

from typing import NamedTuple

from modules.inventory.domain.picture import Rendition, Size
from modules.inventory.ports.pictures import PictureStore
from modules.inventory.ports.storefront_cache import StorefrontQueries
from shared.kernel.errors import NotFound, Unavailable


class PictureView(NamedTuple):
    """`is_immutable`: it is the very one that was asked for, and under that mark there will never be another."""

    rendition: Rendition
    content: bytes
    is_immutable: bool


class GetPicture:
    """Raises NotFound for a product that is not there or has no picture, Unavailable when its file cannot be read.

    What the window shows may be a moment old; who names a picture that it does not show yet is
    given it from the catalogue.
    """

    def __init__(self, catalogue: StorefrontQueries, storefront: StorefrontQueries, files: PictureStore) -> None:
        self._catalogue = catalogue
        self._window = storefront
        self._files = files

    async def __call__(self, sku: str, size: Size, version: str | None = None) -> PictureView:
        rendition = await _rendition(self._window, sku, size)
        if version is not None and (rendition is None or rendition.version != version):
            rendition = await _rendition(self._catalogue, sku, size)
        if rendition is None:
            raise NotFound("picture")
        content = await self._files.read(rendition.file)
        if content is None:
            raise Unavailable("dependency_unavailable", "The picture's file is missing.", retry_after=5)
        return PictureView(rendition, content, rendition.version == version)


async def _rendition(shown: StorefrontQueries, sku: str, size: Size) -> Rendition | None:
    product = await shown.get_product(sku)
    return product.picture.rendition(size) if product and product.picture else None
