"""The routes of the inventory module."""

from fastapi import APIRouter

from modules.inventory.adapters.inbound.http.availability import create_availability_router
from modules.inventory.adapters.inbound.http.documents import create_documents_router
from modules.inventory.adapters.inbound.http.ledger import create_ledger_router
from modules.inventory.adapters.inbound.http.levels import create_levels_router
from modules.inventory.adapters.inbound.http.locations import create_locations_router
from modules.inventory.adapters.inbound.http.pictures import create_pictures_router
from modules.inventory.adapters.inbound.http.products import create_products_router
from modules.inventory.adapters.inbound.http.transfers import create_transfers_router
from modules.inventory.adapters.inbound.http.use_cases import (
    CatalogueUseCases,
    PictureUseCases,
    StockUseCases,
    TransferUseCases,
)
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.routers import include_all


def create_router(
    catalogue: CatalogueUseCases,
    pictures: PictureUseCases,
    stock: StockUseCases,
    transfers: TransferUseCases,
    guard: Authorizer,
) -> APIRouter:
    return include_all(
        create_products_router(catalogue, guard),
        create_pictures_router(pictures, guard),
        create_locations_router(catalogue, guard),
        create_availability_router(catalogue, guard),
        create_levels_router(stock, guard),
        create_documents_router(stock, guard),
        create_ledger_router(stock, guard),
        create_transfers_router(transfers, guard),
    )
