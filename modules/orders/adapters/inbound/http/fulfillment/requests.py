"""Request models of shipments."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from modules.orders.adapters.inbound.http.line_units import LineUnitsIn, units_of
from modules.orders.application.fulfillment.change_tracking import ChangeTrackingCommand, Label
from modules.orders.application.fulfillment.reallocate_units import ReallocateUnitsCommand
from modules.orders.application.fulfillment.ship_units import ShipUnitsCommand
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.requests.described_patterns import LOCATION_CODE, PRINTABLE
from shared.infra.http.requests.fields import ONE_LINE, InModel

MAX_ITEMS = 100

LocationCode = Annotated[str, StringConstraints(max_length=10, pattern=LOCATION_CODE)]
Carrier = Annotated[str, StringConstraints(min_length=1, max_length=100), ONE_LINE]
TrackingNumber = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=PRINTABLE)]


class ShipmentIn(InModel):
    """The units to ship from a location, with carrier and tracking number."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location_code": "MAIN",
                    "items": [{"line_id": 1, "quantity": 6}],
                    "carrier": "Royal Mail",
                    "tracking_number": "QM123456785GB",
                }
            ]
        }
    )

    location_code: LocationCode | None = Field(
        None, description="Default: the location where all these units are reserved."
    )
    items: Annotated[list[LineUnitsIn], Field(min_length=1, max_length=MAX_ITEMS)]
    carrier: Carrier | None = None
    tracking_number: TrackingNumber | None = None

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> ShipUnitsCommand:
        """Raises Invalid for a duplicate line."""
        return ShipUnitsCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=if_version,
            units=units_of(self.items),
            location_code=self.location_code,
            label=(self.carrier, self.tracking_number),
        )


class ShipmentPatchIn(InModel):
    """A JSON merge patch (RFC 7396): omitted members stay unchanged, `null` removes."""

    carrier: Carrier | None = Field(None, examples=["Royal Mail"])
    tracking_number: TrackingNumber | None = Field(None, examples=["QM123456785GB"])

    def command(self, call: CommandRequest, shipment_id: int, if_version: int | None) -> ChangeTrackingCommand:
        return ChangeTrackingCommand(
            principal=call.principal,
            metadata=call.metadata,
            resource_id=shipment_id,
            if_version=if_version,
            amend=self._amend,
        )

    def _amend(self, label: Label) -> Label:
        carrier, tracking_number = label
        named = self.model_fields_set
        return (
            self.carrier if "carrier" in named else carrier,
            self.tracking_number if "tracking_number" in named else tracking_number,
        )


class ReallocateIn(LineUnitsIn):
    """Moves the reservation of units of a line from one location (`from`) to another (`to`)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"line_id": 1, "quantity": 2, "from": "MAIN", "to": "LEEDS"}]}
    )

    source: LocationCode = Field(alias="from", examples=["MAIN"])
    target: LocationCode = Field(alias="to", examples=["LEEDS"])

    def command(self, call: CommandRequest, order_id: int, if_version: int | None) -> ReallocateUnitsCommand:
        return ReallocateUnitsCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=if_version,
            line_id=self.line_id,
            quantity=self.quantity,
            source=self.source,
            target=self.target,
        )
