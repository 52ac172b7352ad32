"""Port: opens database snapshots."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from shared.kernel.transaction import Transaction

Snapshot: TypeAlias = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Opens a read-only transaction in which all statements see the same snapshot."""
