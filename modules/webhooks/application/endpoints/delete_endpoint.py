"""Delete an endpoint."""

from dataclasses import dataclass

from modules.webhooks.application.endpoints.endpoint_terms import audited, resource
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound, VersionMismatch
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteEndpointCommand(Command[None]):
    endpoint_id: int
    expected_version: int | None = None


class DeleteEndpoint:
    """Also deletes its deliveries. Raises NotFound, VersionMismatch."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DeleteEndpointCommand) -> None:
        async with self._begin(command) as work:
            endpoint = await work.endpoints.lock(command.endpoint_id)
            if endpoint is None:
                raise NotFound("webhook endpoint")
            if command.expected_version not in (None, endpoint.version):
                raise VersionMismatch(endpoint.version)
            await work.endpoints.remove(endpoint.id)
            line = AuditEntry(
                "webhook_endpoint.deleted",
                resource=resource(endpoint.id),
                metadata=command.metadata,
                changes=audited(endpoint),
            )
            work.tx.audit(line)
            await work.subscription.sync()
            await work.commit(None)
