"""Copies of products that are kept for quick reading."""

from typing import Protocol


class ProductCache(Protocol):
    async def forget(self, *skus: str) -> None:
        """Keep no copy of the products as they were. Raises Unavailable; copies then live a minute longer."""
        ...
