"""Update an endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator, audited, resource
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEndpointCommand(Command[Endpoint]):
    """`changes` maps field names to values: `url`, `event_types`, `description`, `active`."""

    endpoint_id: int
    changes: Mapping[str, Any]
    expected_version: int | None = None


class ChangeEndpoint:
    """Deactivation discards pending deliveries. Raises NotFound, VersionMismatch, Invalid."""

    def __init__(self, begin: Begin, terms: EndpointValidator) -> None:
        self._begin = begin
        self._terms = terms

    async def __call__(self, command: ChangeEndpointCommand) -> Endpoint:
        changes = dict(command.changes)
        if "event_types" in changes:
            changes["event_types"] = self._terms.event_types(changes["event_types"])
        if "url" in changes:
            changes["url"] = await self._terms.url(changes["url"])
        async with self._begin(command) as work:
            endpoint = await work.endpoints.lock(command.endpoint_id)
            if endpoint is None:
                raise NotFound("webhook endpoint")
            changed = endpoint.change(changes, work.tx.now, command.expected_version)
            if changed is not endpoint:
                await work.endpoints.save(changed)
                if not changed.active:
                    await work.deliveries.discard(changed.id)
                old_and_new = {"old": audited(endpoint), "new": audited(changed)}
                line = AuditEntry(
                    "webhook_endpoint.changed",
                    resource=resource(changed.id),
                    metadata=command.metadata,
                    changes=old_and_new,
                )
                work.tx.audit(line)
                await work.subscription.sync()
            await work.commit(changed)
        return changed
