"""Common steps of all transitions of a transfer."""

from dataclasses import dataclass

from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import UnitOfWork
from modules.inventory.public import TransferEvent
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.events import EventMetadata
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


def audit_transition(work: UnitOfWork, transfer: Transfer, metadata: EventMetadata) -> None:
    """Audit the transition that the transfer has recorded; to be called before it is saved."""
    event = transfer.events[-1].event
    if not isinstance(event, TransferEvent):
        raise TypeError(type(event).__name__)
    changes = {"status": transfer.status.value, "units": sum(each.quantity for each in event.units)}
    done = event.type.rpartition(".")[2]
    work.tx.audit(AuditEntry(f"transfer.{done}", resource=transfer.reference, metadata=metadata, changes=changes))
