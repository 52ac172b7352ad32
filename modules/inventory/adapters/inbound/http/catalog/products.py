"""`/v1/products`: the catalogue."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import Anyone, WriteCatalog
from modules.inventory.adapters.inbound.http.models.products import (
    Barcode,
    ProductChangeIn,
    ProductIn,
    ProductOut,
    product_out,
    terms_of,
)
from modules.inventory.adapters.inbound.http.sku_path import SkuPath, sku_in_path
from modules.inventory.application.catalog.archive_product import ArchiveProduct
from modules.inventory.application.catalog.catalog_query_service import CatalogQueryService
from modules.inventory.application.catalog.change_product import ChangeProduct, ChangeProductCommand
from modules.inventory.application.catalog.create_product import CreateProduct, CreateProductCommand
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.ports.catalog_queries import ProductFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant
from shared.infra.http.requests.search_query import SearchText
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

PATH = "/v1/products"
SORTS = ("created_at", "updated_at", "sku", "name", "price_cents")
Page = Annotated[PageParameters, Depends(ListEndpoint("products", SORTS, ("-created_at",), unique="sku"))]


class ProductRoutes(RouteClass, prefix=PATH, tags=["products"]):
    def __init__(
        self,
        *,
        queries: CatalogQueryService,
        create_product: CreateProduct,
        change_product: ChangeProduct,
        archive_product: ArchiveProduct,
        currency: str,
    ) -> None:
        self._queries = queries
        self._create_product = create_product
        self._change_product = change_product
        self._archive_product = archive_product
        self._currency = currency

    @route.get("", operation_id="list_products", summary="List products", response_model=PageOut[ProductOut])
    async def list_all(
        self,
        page: Page,
        _: Anyone,
        q: Annotated[
            SearchText | None, Query(description="Search terms. Each must occur in the SKU, the name or a barcode.")
        ] = None,
        active: Annotated[bool | None, Query(description="Omit it to list all products that are not archived.")] = None,
        in_stock: Annotated[bool | None, Query(description="Whether a unit can be reserved now.")] = None,
        barcode: Annotated[Barcode | None, Query()] = None,
        updated_from: Annotated[Instant | None, Query()] = None,
        updated_to: Annotated[Instant | None, Query()] = None,
    ) -> Response:
        """Lists the products that are not archived."""
        where = ProductFilter(
            q=q, active=active, in_stock=in_stock, barcode=barcode, updated_from=updated_from, updated_to=updated_to
        )
        return to_response(page.respond(await self._queries.list_products(page.page_request, where), self._out))

    @route.post(
        "",
        operation_id="create_product",
        summary="Create a product",
        status_code=201,
        response_model=ProductOut,
        responses=problem_responses("sku_taken", "barcode_taken"),
    )
    async def create(self, body: ProductIn, call: WriteCatalog) -> Response:
        """A new product has no stock: restock it before it can be ordered."""
        terms = ProductTerms(**terms_of(body, set(ProductIn.model_fields)))
        return await call.execute(
            self._create_product,
            CreateProductCommand(principal=call.principal, metadata=call.metadata, sku=body.sku, terms=terms),
            lambda product: created(_location(product), self._out(product), product.version),
        )

    @route.get(
        "/{sku:sku}", operation_id="get_product", summary="Get a product", response_model=ProductOut, fast_path=True
    )
    async def get(self, sku: SkuPath, principal: Anyone) -> Response:
        """Returns archived products too, because earlier orders refer to them."""
        return to_response(self._rendered(await self._queries.get_product(sku, principal)))

    @route.patch(
        "/{sku:sku}",
        operation_id="change_product",
        summary="Update a product",
        response_model=ProductOut,
        responses=problem_responses("version_mismatch", "barcode_taken"),
    )
    async def change(
        self, sku: SkuPath, body: ProductChangeIn, version: ExpectedVersion, call: WriteCatalog
    ) -> Response:
        """Existing orders keep the name, price and tax rate with which they were placed."""
        command = ChangeProductCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=sku,
            changes=terms_of(body, body.model_fields_set),
            expected_version=version,
        )
        return await call.execute(self._change_product, command, self._rendered)

    @route.delete(
        "/{sku:sku}",
        operation_id="archive_product",
        summary="Archive a product",
        status_code=204,
        responses=problem_responses("version_mismatch"),
    )
    async def archive(self, sku: SkuPath, version: ExpectedVersion, call: WriteCatalog) -> Response:
        """An archived product cannot be ordered. PATCH it with `active: true` to restore it."""
        command = ChangeProductCommand(
            principal=call.principal, metadata=call.metadata, sku=sku, expected_version=version
        )
        return await call.execute(self._archive_product, command, lambda _: no_content())

    def _rendered(self, product: Product) -> StoredResponse:
        return ok(self._out(product), product.version)

    def _out(self, product: Product) -> ProductOut:
        return product_out(product, self._currency)


def _location(product: Product) -> str:
    return f"{PATH}/{sku_in_path(product.sku)}"
