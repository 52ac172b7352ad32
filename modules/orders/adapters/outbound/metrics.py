"""Metrics of inventory refusals and provider requests."""

from prometheus_client import Counter

STOCK_REFUSALS = Counter("tradepost_stock_refusals", "Orders refused for lack of stock.")
STOCK_REFUSED_UNITS = Counter("tradepost_stock_refused_units", "Missing units of refused orders.")
PROVIDER_REQUESTS = Counter(
    "tradepost_payment_provider_requests",
    "Requests to the payment provider by response status; 0: no response.",
    ["status"],
)
