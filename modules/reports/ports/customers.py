"""Who the customers are, told by whoever knows people."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.kernel.transaction import Transaction


class CustomerQueries(Protocol):
    async def get_emails(self, tx: Transaction, customer_ids: Sequence[int]) -> Mapping[int, str]:
        """Of those who are still there; one statement."""
        ...
