"""Statistics since the sandbox started."""

from collections import Counter
from typing import Any

from entrypoints.development.payment_sandbox.storage.records import Records


class Statistics:
    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.webhooks: Counter[str] = Counter()

    def shown(self, records: Records) -> dict[str, Any]:
        """The counters, and how often each payment and each order was captured."""
        payments, orders = records.captures_by("payment_id"), records.captures_by("order_id")
        return {
            "requests": {"total": self.requests.total(), "by_call": dict(sorted(self.requests.items()))},
            "faults": dict.fromkeys(("latency", "error", "lost_answer"), 0) | dict(self.faults),
            "webhooks": dict.fromkeys(("sent", "delivered", "failed"), 0)
            | dict(self.webhooks)
            | {"waiting": records.schedule.waiting_deliveries()},
            "captures": {"by_payment": payments, "by_order": orders},
            "captured_twice": {
                "payments": sorted(id_ for id_, times in payments.items() if times > 1),
                "orders": sorted(id_ for id_, times in orders.items() if times > 1),
            },
        }
