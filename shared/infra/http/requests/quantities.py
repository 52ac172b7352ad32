"""Units of items in bodies; see `shared.kernel.values.quantity` for the bound."""

from typing import Annotated

from pydantic import Field

from shared.kernel.values.quantity import MAX_QUANTITY

Units = Annotated[int, Field(ge=0, le=MAX_QUANTITY)]
"""Units of one item that are stored, or a limit."""

PositiveUnits = Annotated[int, Field(gt=0, le=MAX_QUANTITY)]
"""Units of one item that move."""

UnitsDelta = Annotated[int, Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY)]
"""Units of one item more or fewer."""
