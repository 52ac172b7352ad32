"""Fields of shipments and returns."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import TIME

FULFILLMENT = {
    "shipment_id": GlossaryEntry("The shipment's id.", 71),
    "ShipmentOut.status": GlossaryEntry("The shipment's status.", "shipped"),
    "ShipmentOut.items": GlossaryEntry("The shipped units.", None, 1000),
    "ShipmentIn.items": GlossaryEntry("The units to ship.", None),
    "carrier": GlossaryEntry("The carrier.", "Royal Mail", 200),
    "tracking_number": GlossaryEntry("The carrier's tracking number.", "RM123456785GB", 200),
    "delivered_at": GlossaryEntry("When the shipment was delivered; null if it was not.", None),
    "placed_at": GlossaryEntry("When the order was placed.", TIME),
    "picks": GlossaryEntry("The units to pick, by location.", None, 1000),
    "waiting": GlossaryEntry("Units of the order that are on backorder.", 0),
    "ready": GlossaryEntry("Only orders that can be shipped completely.", example=True),
    "ReallocateIn.from": GlossaryEntry("Location that releases the units.", "MAIN"),
    "ReallocateIn.to": GlossaryEntry("Location that takes over the units.", "LEEDS"),
    "return_id": GlossaryEntry("The return's id.", 51),
    "ReturnOut.status": GlossaryEntry("The return's status.", "requested"),
    "ReturnOut.items": GlossaryEntry("The units to return.", None, 1000),
    "ReturnIn.items": GlossaryEntry("The units to return.", None),
    "ReturnOut.refund_id": GlossaryEntry("The refund of the return; null if nothing was refunded.", None),
    "ReturnOut.refund_cents": GlossaryEntry("Amount of the return's refund.", 0),
    "ReturnOut.credited_cents": GlossaryEntry(
        "Amount by which the return of unpaid goods reduced the order's debt.", 0
    ),
    "close_reason": GlossaryEntry("Why the return was closed without a refund.", None, 200),
    "ReturnItemOut.reason": GlossaryEntry("Reason for the return.", "Too small.", 200),
    "ReturnItemIn.reason": GlossaryEntry("Reason for the return.", "Too small."),
    "ReturnItemOut.received": GlossaryEntry("Units received.", 0),
    "arrivals": GlossaryEntry("The units received, with their location and disposition.", []),
    "disposition": GlossaryEntry(
        "What to do with the units: sell them again, hold them back, or discard them.", "restock"
    ),
}
