"""What the API document says of reports and of fields that no model describes."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import LATER, TIME

TAGS = {
    "reports": "Sales, stock and unmet demand, from daily totals.",
}

FIELDS = {
    "generated_at": GlossaryEntry("When the report was generated.", LATER),
    "watermark": GlossaryEntry("The report includes everything that happened up to this time.", TIME),
    "order_count": GlossaryEntry("Number of orders.", 17),
    "revenue_cents": GlossaryEntry("Amount paid.", 26010),
    "total_spent_cents": GlossaryEntry("Amount paid minus amount refunded.", 26010),
    "net_cents": GlossaryEntry("Amount paid minus amount refunded.", 25755),
    "own_refunded_cents": GlossaryEntry("Amount refunded so far for these orders.", 255),
    "units": GlossaryEntry("Units sold.", 102),
    "returned_units": GlossaryEntry("Units returned.", 2),
    "refunded_units": GlossaryEntry("Units refunded.", 1),
    "day": GlossaryEntry("The day, in the shop's time zone.", "2026-11-21"),
    "SalesOut.group": GlossaryEntry("What each line is grouped by.", "day", 16),
    "requests": GlossaryEntry("Number of requests rejected for lack of stock.", 3),
    "requested_units": GlossaryEntry("Units requested.", 18),
    "short_units": GlossaryEntry("Units requested but not available.", 12),
    "on_hand_units": GlossaryEntry("Units on hand.", 142),
    "reserved_units": GlossaryEntry("Units on hand that are reserved for orders.", 6),
    "unavailable_units": GlossaryEntry("Units on hand that are damaged, quarantined or held back.", 0),
    "retail_value_cents": GlossaryEntry("Retail value of the units.", 36210),
    "skus": GlossaryEntry("Number of products.", 4),
}
