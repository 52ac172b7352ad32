"""The start of a build of the order search index."""

from modules.orders.ports.orders.order_search import IndexProgress, SearchIndex

_LARGEST_ID = 2**53


async def start_build(index: SearchIndex, progress: IndexProgress) -> IndexProgress:
    """Start a build from the newest order; events from now on are indexed concurrently."""
    return IndexProgress(progress.position or await index.current_position(), _LARGEST_ID)
