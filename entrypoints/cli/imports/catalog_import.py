"""Opens the inventory module's product import for a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from entrypoints.settings import Settings
from entrypoints.worker_program import WorkerProgram
from modules.inventory.public import ImportCatalog


@asynccontextmanager
async def open_catalog_import(settings: Settings) -> AsyncIterator[ImportCatalog]:
    """Yield the use case with which `import` and `demo-data load` import products."""
    program = WorkerProgram(lambda: settings, "tradepost-import")
    try:
        yield program.offer("inventory", "import_products", ImportCatalog)
    finally:
        await program.close()
