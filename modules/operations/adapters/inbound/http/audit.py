"""`/v1/audit`: the audit log of changes by staff and API clients."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.application.list_audit_entries import ListAuditEntries
from modules.operations.domain.audit import AuditFilter, AuditRecord
from modules.operations.ports.audit_log import SORTS
from shared.infra.http import route
from shared.infra.http.access.gates import requires
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import Instant, OutModel
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.principal import Principal

Page = Annotated[PageParameters, Depends(ListEndpoint("audit", SORTS, ("-at",)))]
Actor = Annotated[
    str | None, Query(max_length=200, description="Who made the change, as `kind:id`.", examples=["user:7"])
]
Subject = Annotated[
    str | None, Query(max_length=200, description="What was changed, as `kind:id`.", examples=["product:85123A"])
]


class AuditEntryOut(OutModel):
    """An administrative action: who did it, when, and what it changed."""

    id: int
    at: datetime
    actor: str = Field(examples=["user:7"])
    action: str = Field(examples=["user.changed"])
    resource: str = Field(examples=["user:9"])
    request_id: str
    changes: dict[str, Any]


class AuditRoutes(RouteClass, prefix="/v1/audit", tags=["operations"]):
    def __init__(self, *, list_audit_entries: ListAuditEntries) -> None:
        self._list_audit_entries = list_audit_entries

    @route.get("", operation_id="list_audit", summary="List audit log entries", response_model=PageOut[AuditEntryOut])
    async def list_all(
        self,
        page: Page,
        _: Annotated[Principal, Depends(requires("audit:read"))],
        actor: Actor = None,
        resource: Subject = None,
        since: Annotated[Instant | None, Query(alias="from", description="Entries at or after this time.")] = None,
        until: Annotated[Instant | None, Query(alias="to", description="Entries before this time.")] = None,
    ) -> Response:
        """Lists administrative actions, newest first by default."""
        found = await self._list_audit_entries(
            page.page_request, AuditFilter(actor=actor, resource=resource, since=since, until=until)
        )
        return to_response(page.respond(found, _out))


def _out(entry: AuditRecord) -> AuditEntryOut:
    return AuditEntryOut.model_construct(
        id=entry.id,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        resource=entry.resource,
        request_id=entry.request_id,
        changes=dict(entry.changes),
    )
