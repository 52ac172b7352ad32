"""Metrics of webhook attempts."""

from prometheus_client import Counter, Histogram

ATTEMPTS = Counter(
    "tradepost_webhook_attempts",
    "Attempts by outcome: succeeded, rejected by the response status, or unreachable.",
    ["outcome"],
)
SECONDS = Histogram(
    "tradepost_webhook_seconds", "Time to the receiver's response.", buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
)
