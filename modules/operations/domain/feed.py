"""Filter of the event feed."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """`types` are event types or patterns for a module or an aggregate: `orders.*`."""

    types: Sequence[str] = ()
    aggregate_type: str | None = None
    aggregate_id: str | None = None
