"""What is wanted of the feed of all events."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """`types` are names of events, or all of a module or aggregate: `orders.*`."""

    types: Sequence[str] = ()
    aggregate_type: str | None = None
    aggregate_id: str | None = None
