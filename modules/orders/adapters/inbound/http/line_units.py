"""Units of order lines in requests."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from modules.orders.domain.order.errors import field_error
from shared.infra.http.requests.fields import InModel, Quantity


class LineUnitsIn(InModel):
    """Units of an order line."""

    line_id: Annotated[int, Field(gt=0, le=32_767)]
    quantity: Quantity


def units_of(items: Sequence[LineUnitsIn]) -> Mapping[int, int]:
    """Units by line id, in the order of the request. Raises Invalid for a duplicate line."""
    units: dict[int, int] = {}
    for number, item in enumerate(items):
        if item.line_id in units:
            raise field_error(f"/items/{number}/line_id", "duplicate", "The line occurs twice.")
        units[item.line_id] = item.quantity
    return units
