"""`/v1/products/{sku}/image`: product pictures."""

import re
from typing import Annotated, Any

from fastapi import Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import WriteCatalog
from modules.inventory.adapters.inbound.http.catalog.products import PATH
from modules.inventory.adapters.inbound.http.models.products import ProductOut, product_out
from modules.inventory.adapters.inbound.http.sku_path import SkuPath
from modules.inventory.application.pictures.get_picture import GetPicture, PictureView
from modules.inventory.application.pictures.put_picture import PutPicture, PutPictureCommand
from modules.inventory.application.pictures.remove_picture import RemovePicture, RemovePictureCommand
from modules.inventory.domain.picture import ACCEPTED_MEDIA_TYPES, LONGEST_SIDE, STORED_MEDIA_TYPE, Size
from modules.inventory.domain.product import Product
from shared.infra.http import route
from shared.infra.http.access.gates import public
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.multipart.uploads import Upload, UploadBody
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import no_content, ok
from shared.infra.http.responses.security_headers import CROSS_ORIGIN
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

MAX_PICTURE_BYTES = 10 * 2**20
"""Bytes of a picture that is sent."""

_MAX_CONCURRENT_UPLOADS = 16
"""Equals the queue of the image worker pool. Each upload may take `MAX_PICTURE_BYTES` of memory."""

ReadPictures = Annotated[Principal, Depends(public(limit="picture"))]
PictureUpload = Annotated[Upload, Depends(UploadBody(*ACCEPTED_MEDIA_TYPES, max_concurrent=_MAX_CONCURRENT_UPLOADS))]
_SIZES = (
    f"Maximum pixels of the longest side: {', '.join(f'{name} {pixels}' for name, pixels in LONGEST_SIDE.items())}."
)
_CACHE_FOREVER = "public, max-age=31536000, immutable"
_CACHE_ONE_MINUTE = "public, max-age=60"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]|^\.+")
_PICTURE: dict[str, Any] = {
    "description": "The picture.",
    "headers": {
        "ETag": {
            "description": "Identifies this picture in this size. Send it as `If-None-Match`.",
            "schema": {"type": "string", "maxLength": 66},
            "example": f'"{"9f" * 32}"',
        }
    },
    "content": {STORED_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}


class PictureResponse(Response):
    media_type = STORED_MEDIA_TYPE


class PictureRoutes(RouteClass, prefix=PATH, tags=["products"]):
    def __init__(
        self,
        *,
        get_picture: GetPicture,
        put_picture: PutPicture,
        remove_picture: RemovePicture,
        currency: str,
    ) -> None:
        self._get_picture = get_picture
        self._put_picture = put_picture
        self._remove_picture = remove_picture
        self._currency = currency

    @route.put(
        "/{sku:path}/image",
        operation_id="put_product_image",
        summary="Set a product picture",
        response_model=ProductOut,
        responses=problem_responses("version_mismatch"),
        max_body_size=MAX_PICTURE_BYTES,
    )
    async def put(self, sku: SkuPath, upload: PictureUpload, version: ExpectedVersion, call: WriteCatalog) -> Response:
        """Send the file as the body, or a form with the single part `file`: at most 10 MiB and 25 million pixels.

        The picture is rotated upright, stored in three sizes and stripped of all metadata. If-Match takes the
        product's ETag.
        """
        command = PutPictureCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=sku,
            content=upload.content,
            media_type=upload.media_type,
            expected_version=version,
        )
        return await call.execute(self._put_picture, command, self._rendered)

    @route.get(
        "/{sku:path}/image",
        operation_id="get_product_image",
        summary="Get a product picture",
        response_class=PictureResponse,
        responses={200: _PICTURE},
    )
    async def get(
        self,
        sku: SkuPath,
        _: ReadPictures,
        size: Annotated[Size, Query(description=_SIZES)] = "medium",
        v: Annotated[
            str | None,
            Query(
                max_length=64,
                description="Version, as in the URLs of the product's `image`. Such a response may be cached forever.",
            ),
        ] = None,
    ) -> Response:
        """The URLs in a product's `image` contain `v`, which changes with the picture: such responses never expire.

        Without `v` a response may be cached for a minute. `Range` is not supported.
        """
        return _shown(sku, size, await self._get_picture(sku, size, v))

    @route.delete(
        "/{sku:path}/image",
        operation_id="delete_product_image",
        summary="Delete a product picture",
        status_code=204,
        responses=problem_responses("version_mismatch"),
    )
    async def remove(self, sku: SkuPath, version: ExpectedVersion, call: WriteCatalog) -> Response:
        """Has no effect on a product without a picture. If-Match takes the product's ETag."""
        command = RemovePictureCommand(
            principal=call.principal, metadata=call.metadata, sku=sku, expected_version=version
        )
        return await call.execute(self._remove_picture, command, lambda _: no_content())

    def _rendered(self, product: Product) -> StoredResponse:
        return ok(product_out(product, self._currency), product.version)


def _shown(sku: str, size: Size, shown: PictureView) -> Response:
    headers = {
        "ETag": f'"{shown.rendition.file}"',
        "Cache-Control": _CACHE_FOREVER if shown.is_immutable else _CACHE_ONE_MINUTE,
        "Content-Disposition": f'inline; filename="{_UNSAFE.sub("_", sku)}-{size}.webp"',
        "Accept-Ranges": "none",
        "Cross-Origin-Resource-Policy": CROSS_ORIGIN,
    }
    return PictureResponse(shown.content, headers=headers)
