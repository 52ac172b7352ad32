"""Units of products in bodies; see `shared.kernel.quantity` for the bound."""

from typing import Annotated

from pydantic import Field

from shared.kernel.quantity import MAX_QUANTITY

Units = Annotated[int, Field(ge=0, le=MAX_QUANTITY)]
"""Units of one product that lie somewhere, or a limit of them."""

PositiveUnits = Annotated[int, Field(gt=0, le=MAX_QUANTITY)]
"""Units of one product that move."""

UnitsDelta = Annotated[int, Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY)]
"""Units of one product more or fewer."""
