"""What all steps of a transfer have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import TransferEvent, TransferUnits
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class TransferStep:
    """A step of a transfer; `expected_version` is the one it was decided on."""

    cause: EventMetadata
    transfer_id: int
    expected_version: int | None = None


async def load_transfer(work: UnitOfWork, step: TransferStep) -> Transfer:
    """The transfer, locked. Raises NotFound, VersionMismatch."""
    transfer = await work.transfers.get(step.transfer_id)
    if transfer is None:
        raise NotFound("transfer")
    transfer.check_version(step.expected_version)
    return transfer


def record_transition(
    work: UnitOfWork,
    fact: type[TransferEvent],
    transfer: Transfer,
    units: Sequence[TransferUnits],
    cause: EventMetadata,
) -> None:
    """Publish and note for the audit what a step did to so many units; a transfer's version counts its events."""
    event = fact(transfer.id, transfer.status.value, transfer.source, transfer.target, tuple(units), transfer.version)
    work.tx.record(OutgoingEvent(event, str(transfer.id), transfer.version, cause))
    changes = {"status": transfer.status.value, "units": sum(each.quantity for each in units)}
    done = fact.type.rpartition(".")[2]
    work.tx.audit(AuditEntry(f"transfer.{done}", transfer.reference, cause, changes))
