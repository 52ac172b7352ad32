"""Inventory's import for a command: from settings to use case, and closed afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from entrypoints.container import build, close
from entrypoints.settings import Settings
from modules.inventory.public import ImportCatalogue


@asynccontextmanager
async def open_catalogue_import(settings: Settings) -> AsyncIterator[ImportCatalogue]:
    """What `import` and `demo-data load` take products over by."""
    container = build(lambda: settings, "tradepost-import")
    try:
        yield container.inventory.import_products()
    finally:
        await close(container)
