"""Create an endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator, audited, resource
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.ports.endpoints import NewEndpoint
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True)
class EndpointWithSecret:
    """An endpoint with its secret, which is returned only once."""

    endpoint: Endpoint
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEndpointCommand(Command[EndpointWithSecret]):
    url: str
    event_types: Sequence[str]
    description: str | None = None
    active: bool = True


class CreateEndpoint:
    """Raises Invalid; `url_not_allowed` for a receiver that must not be called."""

    def __init__(self, begin: Begin, terms: EndpointValidator, secrets: Secrets) -> None:
        self._begin = begin
        self._terms = terms
        self._secrets = secrets

    async def __call__(self, command: CreateEndpointCommand) -> EndpointWithSecret:
        types = self._terms.event_types(command.event_types)
        url = await self._terms.url(command.url)
        async with self._begin(command) as work:
            endpoint = await work.endpoints.add(
                NewEndpoint(url=url, event_types=types, description=command.description, active=command.active)
            )
            line = AuditEntry(
                "webhook_endpoint.created",
                resource=resource(endpoint.id),
                metadata=command.metadata,
                changes=audited(endpoint),
            )
            work.tx.audit(line)
            await work.subscription.sync()
            made = EndpointWithSecret(endpoint, self._secrets.current(endpoint))
            await work.commit(made)
        return made
