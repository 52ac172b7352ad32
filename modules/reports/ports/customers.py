"""Port: reads customers from the users module."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.kernel.transaction import Transaction


class CustomerQueries(Protocol):
    async def get_emails(self, tx: Transaction, customer_ids: Sequence[int]) -> Mapping[int, str]:
        """Return the e-mail addresses of the customers that exist, in one statement."""
        ...
