"""Request and response models of locations."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from modules.inventory.domain.location import Location
from shared.infra.http.requests.described_patterns import LOCATION_CODE
from shared.infra.http.requests.fields import Country, InModel, Line, OutModel, optional_field

Code = Annotated[str, StringConstraints(max_length=10, pattern=LOCATION_CODE)]
Priority = Annotated[int, Field(ge=0, le=10_000)]


class LocationIn(InModel):
    """A new location that holds stock."""

    code: Code = Field(examples=["YORK"])
    name: Line = Field(examples=["York warehouse"])
    country: Country = Field(examples=["GB"])
    priority: Priority = Field(100, description="Locations with a lower value are preferred.")
    fulfills_online: bool = True
    active: bool = True


class LocationChangeIn(InModel):
    """A merge patch: omitted fields do not change."""

    name: Line = optional_field()
    country: Country = optional_field()
    priority: Priority = optional_field(example=10)
    fulfills_online: bool = optional_field()
    active: bool = optional_field()


class LocationOut(OutModel):
    """A location that holds stock."""

    code: str
    name: str
    country: str
    priority: int
    fulfills_online: bool
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime


def location_out(location: Location) -> LocationOut:
    return LocationOut(
        code=location.code,
        name=location.name,
        country=location.country,
        priority=location.priority,
        fulfills_online=location.fulfills_online,
        active=location.active,
        version=location.version,
        created_at=location.created_at,
        updated_at=location.updated_at,
    )
