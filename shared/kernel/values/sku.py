"""SKUs match the pattern that the shop has set."""

import re
from typing import TypeVar

from shared.kernel.errors import FieldError, Invalid
from shared.kernel.paging import Page, PageRequest

Item = TypeVar("Item")

DEFAULT_SKU_PATTERN = "^[A-Z0-9]{3,20}$"
"""The pattern of a shop that does not set TRADEPOST_SKU_PATTERN."""


def sku_pattern_error(pointer: str, pattern: str) -> Invalid:
    """The error of a SKU that does not match the pattern."""
    message = f"A SKU of this shop has the pattern {pattern}; the setting TRADEPOST_SKU_PATTERN changes it."
    return Invalid([FieldError(pointer, "pattern", message)])


def sku_filtered_page(page: Page[Item], wanted: PageRequest, sku: str | None, pattern: str) -> Page[Item]:
    """The page of a list filtered by SKU.

    Raises Invalid if the list is empty and the SKU does not match the shop's pattern, because no item can have it.
    Items with a SKU of an earlier pattern are found.
    """
    is_empty = not page.items and not wanted.offset and wanted.after is None
    if sku is not None and is_empty and not re.fullmatch(pattern, sku):
        raise sku_pattern_error("/query/sku", pattern)
    return page
