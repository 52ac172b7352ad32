"""Query parameters that several lists have."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.adapters.inbound.http.models.stock import Reference
from shared.infra.http.requests.fields import IdentifierText, Instant, QueryDigits
from shared.kernel.values.quantity import MAX_QUANTITY

SkuQuery = Annotated[IdentifierText | None, Query()]
LocationCodeQuery = Annotated[Code | None, Query()]
ReferenceQuery = Annotated[Reference | None, Query()]
FromQuery = Annotated[Instant | None, Query(alias="from")]
ToQuery = Annotated[Instant | None, Query()]
UnitsQuery = Annotated[int, Field(ge=0, le=MAX_QUANTITY), QueryDigits]
