"""Common steps of all transitions of a transfer."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import TransferEvent, TransferUnits
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCommand(Command[Transfer]):
    """A transition of a transfer, from the expected version if one is given."""

    transfer_id: int
    expected_version: int | None = None


async def load_transfer(work: UnitOfWork, step: TransferCommand) -> Transfer:
    """Lock the transfer. Raises NotFound, VersionMismatch."""
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
    """Publish and audit a transition. The event's sequence is the transfer's version."""
    event = fact(transfer.id, transfer.status.value, transfer.source, transfer.target, tuple(units), transfer.version)
    work.tx.record(OutgoingEvent(event, str(transfer.id), transfer.version, cause))
    changes = {"status": transfer.status.value, "units": sum(each.quantity for each in units)}
    done = fact.type.rpartition(".")[2]
    work.tx.audit(AuditEntry(f"transfer.{done}", transfer.reference, cause, changes))
