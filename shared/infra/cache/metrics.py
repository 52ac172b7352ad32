"""Metrics of the cache."""

from prometheus_client import Counter

FALLBACKS = Counter("tradepost_rate_limit_fallbacks", "Requests counted in the process because Redis was away.")

_LOOKUPS = Counter(
    "tradepost_cache_lookups", "Entries looked up in the cache: hit, miss, or error where Redis was away.", ["outcome"]
)
HITS, MISSES, ERRORS = (_LOOKUPS.labels(outcome) for outcome in ("hit", "miss", "error"))
