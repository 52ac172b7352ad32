"""Commands: what a caller asks one use case to do."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.kernel.events import EventMetadata
from shared.kernel.idempotency import Idempotency
from shared.kernel.principal import Principal

Outcome = TypeVar("Outcome", contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[Outcome]):
    """Base of the commands; `Outcome` is what the use case returns.

    `idempotency` is None if the caller sent no idempotency key.
    """

    principal: Principal
    metadata: EventMetadata
    idempotency: Idempotency[Outcome] | None = None
