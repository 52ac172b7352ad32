"""Create a draft transfer."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application.transfers.transfer_changes import audit_transition
from modules.inventory.domain.errors import unknown_location, unknown_sku
from modules.inventory.domain.transfer import Status, Transfer, TransferLine
from modules.inventory.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.commands import Command
from shared.kernel.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTransferCommand(Command[Transfer]):
    """`lines` are SKUs and units, in the order of the request."""

    source: str
    target: str
    lines: Sequence[tuple[str, int]]
    note: str | None = None


class CreateTransfer:
    """A draft changes no stock. Raises Invalid with unknown or repeated SKUs and inactive locations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CreateTransferCommand) -> Transfer:
        async with self._begin(command) as work:
            await _check(work, command)
            now, lines = work.tx.now, tuple(TransferLine(sku=sku, quantity=units) for sku, units in command.lines)
            transfer = Transfer(
                id=await work.transfers.next_id(), status=Status.DRAFT, source=command.source, target=command.target,
                lines=lines, note=command.note, version=1, actor=command.metadata.actor, created_at=now, updated_at=now,
            ).created(command.metadata)  # fmt: skip
            audit_transition(work, transfer, command.metadata)
            work.transfers.add(transfer)
            await work.commit(transfer)
        return transfer


async def _check(work: UnitOfWork, command: CreateTransferCommand) -> None:
    products = await work.products.existing([sku for sku, _ in command.lines])
    places = await work.locations.lock_active({command.source, command.target})
    named = {"from_location_code": command.source, "to_location_code": command.target}
    errors = [unknown_location(f"/{field}") for field, code in named.items() if code not in places]
    if command.source == command.target:
        errors.append(FieldError("/to_location_code", "same_location", "Source and target must differ."))
    seen: set[str] = set()
    for number, (sku, _) in enumerate(command.lines):
        if sku not in products:
            errors.append(unknown_sku(f"/lines/{number}/sku"))
        if sku in seen:
            errors.append(FieldError(f"/lines/{number}/sku", "duplicate", "Each SKU may occur once in a transfer."))
        seen.add(sku)
    if errors:
        raise Invalid(errors)
