"""What a deployment lacks that one in production should have."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.module import Violation


class DeploymentWarnings(Protocol):
    async def __call__(self) -> Sequence[Violation]:
        """A violation for each; its subject is a short code."""
        ...
