"""Words of the reports."""

from entrypoints.api_glossary.shared_fields import LATER, TIME
from shared.infra.http.openapi.glossary import GlossaryEntry

REPORTS = {
    "generated_at": GlossaryEntry("When the report was made.", LATER),
    "watermark": GlossaryEntry("What happened until then is in it.", TIME),
    "order_count": GlossaryEntry("Orders.", 17),
    "revenue_cents": GlossaryEntry("What was paid for it.", 26010),
    "total_spent_cents": GlossaryEntry("What was paid, less what went back.", 26010),
    "net_cents": GlossaryEntry("What was paid, less what went back.", 25755),
    "own_refunded_cents": GlossaryEntry("What went back of these orders.", 255),
    "units": GlossaryEntry("Units sold.", 102),
    "returned_units": GlossaryEntry("Units that came back.", 2),
    "refunded_units": GlossaryEntry("Units whose money went back.", 1),
    "day": GlossaryEntry("The day, in the shop's time zone.", "2026-11-21"),
    "SalesOut.group": GlossaryEntry("What a line is of.", "day", 16),
    "requests": GlossaryEntry("Requests that were refused.", 3),
    "requested_units": GlossaryEntry("Units that were asked for.", 18),
    "short_units": GlossaryEntry("Units that were not there.", 12),
    "on_hand_units": GlossaryEntry("Units that lie there.", 142),
    "reserved_units": GlossaryEntry("Of those: promised to orders.", 6),
    "unavailable_units": GlossaryEntry("Of those: damaged, quarantined or kept back.", 0),
    "retail_value_cents": GlossaryEntry("What they would cost buyers.", 36210),
    "skus": GlossaryEntry("Products.", 4),
}
