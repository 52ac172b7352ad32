"""An order that is kept from being shipped."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an order is not to be shipped, and since when."""

    reason: str
    since: datetime
