"""`/v1/audit`: the audit log of changes by staff and API clients."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.operations.application.audit_queries import ListAuditEntries
from modules.operations.domain.audit import AuditFilter, AuditRecord
from modules.operations.ports.audit_log import SORTS
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.requests.fields import Instant, OutModel
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

Actor = Annotated[
    str | None, Query(max_length=200, description="Who made the change, as `kind:id`.", examples=["user:7"])
]
Subject = Annotated[
    str | None, Query(max_length=200, description="What was changed, as `kind:id`.", examples=["product:85123A"])
]


class AuditEntryOut(OutModel):
    id: int
    at: datetime
    actor: str = Field(examples=["user:7"])
    action: str = Field(examples=["user.changed"])
    resource: str = Field(examples=["user:9"])
    request_id: str
    changes: dict[str, Any]


def create_audit_router(list_audit_entries: ListAuditEntries, guard: Authorizer) -> APIRouter:
    routes = router("/v1/audit", tags=["operations"])
    listing = guard.list_endpoint("audit", SORTS, ("-at",))

    @routes.get("", operation_id="list_audit", summary="List audit log entries", response_model=PageOut[AuditEntryOut])
    async def listed(
        window: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard("audit:read"))],
        actor: Actor = None,
        resource: Subject = None,
        since: Annotated[Instant | None, Query(alias="from", description="Entries at or after this time.")] = None,
        until: Annotated[Instant | None, Query(alias="to", description="Entries before this time.")] = None,
    ) -> Response:
        page = await list_audit_entries(window.page_request, AuditFilter(actor, resource, since, until))
        return to_response(window.respond(page, _out))

    return routes


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
