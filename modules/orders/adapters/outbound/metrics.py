"""What this module measures of its neighbours."""

from prometheus_client import Counter

STOCK_REFUSALS = Counter("tradepost_stock_refusals", "Orders refused because there was not enough stock.")
STOCK_REFUSED_UNITS = Counter("tradepost_stock_refused_units", "Units that were missing for refused orders.")
PROVIDER_REQUESTS = Counter(
    "tradepost_payment_provider_requests",
    "Requests to the payment provider, by the status of its answer; 0: there was none.",
    ["status"],
)
