"""Opens the inventory module's product import for a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from entrypoints.container import build, close
from entrypoints.settings import Settings
from modules.inventory.public import ImportCatalogue


@asynccontextmanager
async def open_catalogue_import(settings: Settings) -> AsyncIterator[ImportCatalogue]:
    """Yield the use case with which `import` and `demo-data load` import products."""
    container = build(lambda: settings, "tradepost-import")
    try:
        yield container.inventory.import_products()
    finally:
        await close(container)
