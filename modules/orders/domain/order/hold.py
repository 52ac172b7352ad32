"""A hold that prevents an order from being shipped."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hold:
    reason: str
    since: datetime
