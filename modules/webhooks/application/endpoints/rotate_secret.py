"""Rotate an endpoint's secret. Both secrets sign for a day."""

from dataclasses import dataclass

from modules.webhooks.application.endpoints.create_endpoint import EndpointWithSecret
from modules.webhooks.application.endpoints.endpoint_terms import resource
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateSecretCommand(Command[EndpointWithSecret]):
    endpoint_id: int


class RotateSecret:
    """Raises NotFound."""

    def __init__(self, begin: Begin, secrets: Secrets) -> None:
        self._begin = begin
        self._secrets = secrets

    async def __call__(self, command: RotateSecretCommand) -> EndpointWithSecret:
        async with self._begin(command) as work:
            endpoint = await work.endpoints.lock(command.endpoint_id)
            if endpoint is None:
                raise NotFound("webhook endpoint")
            rotated = endpoint.rotate(work.tx.now)
            await work.endpoints.save(rotated)
            work.tx.audit(
                AuditEntry("webhook_endpoint.secret_rotated", resource=resource(rotated.id), metadata=command.metadata)
            )
            made = EndpointWithSecret(rotated, self._secrets.current(rotated))
            await work.commit(made)
        return made
