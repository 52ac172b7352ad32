"""Words of the reports."""

from entrypoints.vocabulary.everywhere import LATER, TIME
from shared.infra.http.openapi.glossary import Word

REPORTS = {
    "generated_at": Word("When the report was made.", LATER),
    "watermark": Word("What happened until then is in it.", TIME),
    "order_count": Word("Orders.", 17),
    "revenue_cents": Word("What was paid for it.", 26010),
    "total_spent_cents": Word("What was paid, less what went back.", 26010),
    "net_cents": Word("What was paid, less what went back.", 25755),
    "own_refunded_cents": Word("What went back of these orders.", 255),
    "units": Word("Units sold.", 102),
    "returned_units": Word("Units that came back.", 2),
    "refunded_units": Word("Units whose money went back.", 1),
    "day": Word("The day, in the shop's time zone.", "2026-11-21"),
    "SalesOut.group": Word("What a line is of.", "day", 16),
    "requests": Word("Requests that were refused.", 3),
    "requested_units": Word("Units that were asked for.", 18),
    "short_units": Word("Units that were not there.", 12),
    "on_hand_units": Word("Units that lie there.", 142),
    "reserved_units": Word("Of those: promised to orders.", 6),
    "unavailable_units": Word("Of those: damaged, quarantined or kept back.", 0),
    "retail_value_cents": Word("What they would cost buyers.", 36210),
    "skus": Word("Products.", 4),
}
