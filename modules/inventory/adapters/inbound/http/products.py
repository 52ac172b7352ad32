"""`/v1/products`: the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.models.products import (
    Barcode,
    ProductChangeIn,
    ProductIn,
    ProductOut,
    product_out,
    terms_of,
)
from modules.inventory.adapters.inbound.http.sku_path import SkuPath, sku_in_path
from modules.inventory.adapters.inbound.http.use_cases import CatalogueUseCases
from modules.inventory.application.catalogue.change_product import ChangeProductCommand
from modules.inventory.application.catalogue.create_product import CreateProductCommand
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.ports.catalogue_queries import ProductFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant
from shared.infra.http.requests.search_query import SearchText
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, no_content, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

SORTS = ("created_at", "updated_at", "sku", "name", "price_cents")


def create_products_router(use_cases: CatalogueUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/products", tags=["products"])
    listing = guard.list_endpoint("products", SORTS, ("-created_at",), unique="sku")

    def out(product: Product) -> ProductOut:
        return product_out(product, use_cases.currency)

    def rendered(product: Product) -> StoredResponse:
        return ok(out(product), product.version)

    @routes.get("", operation_id="list_products", summary="List products", response_model=PageOut[ProductOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard.anyone())],
        q: Annotated[
            SearchText | None, Query(description="Search terms. Each must occur in the SKU, the name or a barcode.")
        ] = None,
        active: Annotated[bool | None, Query(description="Omit it to list all products that are not archived.")] = None,
        in_stock: Annotated[bool | None, Query(description="Whether a unit can be reserved now.")] = None,
        barcode: Annotated[Barcode | None, Query()] = None,
        updated_from: Annotated[Instant | None, Query()] = None,
        updated_to: Annotated[Instant | None, Query()] = None,
    ) -> Response:
        where = ProductFilter(q, active, in_stock, barcode, updated_from, updated_to)
        return to_response(paging.respond(await use_cases.browse.list_products(paging.page_request, where), out))

    @routes.post(
        "",
        operation_id="create_product",
        summary="Create a product",
        status_code=201,
        response_model=ProductOut,
        responses=problem_responses("sku_taken", "barcode_taken"),
    )
    async def create(
        body: ProductIn, call: Annotated[CommandRequest, Depends(guard.command("catalog:write"))]
    ) -> Response:
        """A new product has no stock: restock it before it can be ordered."""
        terms = ProductTerms(**terms_of(body, set(ProductIn.model_fields)))
        return await call.execute(
            use_cases.create_product,
            CreateProductCommand(principal=call.principal, metadata=call.metadata, sku=body.sku, terms=terms),
            lambda product: created(_location(product), out(product), product.version),
        )

    @routes.get("/{sku:sku}", operation_id="get_product", summary="Get a product", response_model=ProductOut)
    async def get(sku: SkuPath, principal: Annotated[Principal, Depends(guard.anyone())]) -> Response:
        """Returns archived products too, because earlier orders refer to them."""
        return to_response(rendered(await use_cases.browse.get_product(sku, principal)))

    @routes.patch(
        "/{sku:sku}",
        operation_id="change_product",
        summary="Update a product",
        response_model=ProductOut,
        responses=problem_responses("version_mismatch", "barcode_taken"),
    )
    async def change(
        sku: SkuPath,
        body: ProductChangeIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command("catalog:write"))],
    ) -> Response:
        """Existing orders keep the name, price and tax rate with which they were placed."""
        command = ChangeProductCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=sku,
            changes=terms_of(body, body.model_fields_set),
            expected_version=version,
        )
        return await call.execute(use_cases.change_product, command, rendered)

    @routes.delete(
        "/{sku:sku}",
        operation_id="archive_product",
        summary="Archive a product",
        status_code=204,
        responses=problem_responses("version_mismatch"),
    )
    async def archive(
        sku: SkuPath, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(guard.command("catalog:write"))]
    ) -> Response:
        """An archived product cannot be ordered. PATCH it with `active: true` to restore it."""
        command = ChangeProductCommand(
            principal=call.principal, metadata=call.metadata, sku=sku, expected_version=version
        )
        return await call.execute(use_cases.archive_product, command, lambda _: no_content())

    return routes


def _location(product: Product) -> str:
    return f"/v1/products/{sku_in_path(product.sku)}"
