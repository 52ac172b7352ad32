"""Changes of metrics, and their exposition."""

import re
from collections.abc import Callable

import httpx2
from prometheus_client import REGISTRY


class MetricIncrease:
    """The increase of metrics since its creation."""

    def __init__(self) -> None:
        self._before = {(s.name, *sorted(s.labels.items())): s.value for m in REGISTRY.collect() for s in m.samples}

    def __call__(self, name: str, **labels: str) -> float:
        now = REGISTRY.get_sample_value(f"tradepost_{name}", labels) or 0
        return now - self._before.get((f"tradepost_{name}", *sorted(labels.items())), 0)


async def reported(shop: httpx2.AsyncClient) -> Callable[[str], float | None]:
    """Values exposed by `/metrics`, by series."""
    text = (await shop.get("/metrics")).text

    def value(series: str) -> float | None:
        found = re.search(rf"^tradepost_{re.escape(series)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else None

    return value
