"""Cached product data for the storefront."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from modules.inventory.domain.product import Product
from modules.inventory.public import Availability

MAX_STALENESS_SECONDS = 75
"""Maximum age of cached data that was not invalidated."""


class StorefrontQueries(Protocol):
    async def get_product(self, sku: str) -> Product | None: ...

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        """The availability of the existing SKUs."""
        ...


class StorefrontCache(StorefrontQueries, Protocol):
    """For display only. Orders read prices and stock from the database."""

    async def invalidate(self, skus: Collection[str]) -> None:
        """Remove the SKUs, also from loads that are in progress. Raises Unavailable."""
        ...
