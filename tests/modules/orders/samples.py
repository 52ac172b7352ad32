"""Samples of orders for the tests of the whole program."""

from tests.module_samples import ModuleSamples
from tests.modules.orders.sample_data.access import ACCESS
from tests.modules.orders.sample_data.document import DOCUMENT
from tests.modules.orders.sample_data.lists import LISTS

SAMPLES = ModuleSamples(
    needs=["users", "inventory"],
    access=ACCESS,
    lists=LISTS,
    document=DOCUMENT,
    promised_events={
        "orders.order.placed",
        "orders.order.confirmed",
        "orders.order.expired",
        "orders.order.cancelled",
        "orders.order.completed",
        "orders.order.held",
        "orders.order.released",
        "orders.order.updated",
        "orders.order.erased",
        "orders.payment.*",
        "orders.refund.*",
        "orders.shipment.*",
        "orders.return.*",
    },
    personal_tables={
        "orders.order_history",
        "orders.order_search",
        "orders.orders",
        "orders.refunds",
        "orders.returns",
    },
    nouns={"guest", "provider", "shop", "order id", "orders", "return id"},
    technical_nouns={
        "order": "a sequence",
        "return": "to return from a call",
    },
    uses_in_shared={
        ("shared/infra/injection.py", "provider"): "the word of the injector for what creates a value",
        ("shared/infra/injection.py", "providers"): "the same",
        ("shared/infra/tracing/otel.py", "provider"): "the word of OpenTelemetry for what creates tracers",
        ("shared/infra/http/lists/paging.py", "orders"): "sort orders",
    },
)
