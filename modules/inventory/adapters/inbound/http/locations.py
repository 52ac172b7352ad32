"""`/v1/locations`: places that hold stock."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.models.locations import (
    LocationChangeIn,
    LocationIn,
    LocationOut,
    location_out,
)
from modules.inventory.adapters.inbound.http.use_cases import CatalogueUseCases
from modules.inventory.application.locations.change_location import ChangeLocationCommand
from modules.inventory.application.locations.create_location import CreateLocationCommand
from modules.inventory.domain.location import Location
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Text
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

SORTS = ("code", "priority", "created_at")
CodePath = Annotated[Text, Path(max_length=10, examples=["MAIN"])]


def rendered(location: Location) -> StoredResponse:
    return ok(location_out(location), location.version)


def create_locations_router(use_cases: CatalogueUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/locations", tags=["locations"])
    listing = guard.list_endpoint("locations", SORTS, ("priority",), unique="code")

    @routes.get("", operation_id="list_locations", summary="List locations", response_model=PageOut[LocationOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard("inventory:read"))],
        active: Annotated[bool | None, Query()] = None,
    ) -> Response:
        """Preferred locations come first."""
        return to_response(
            paging.respond(await use_cases.browse.list_locations(paging.page_request, active=active), location_out)
        )

    @routes.post(
        "",
        operation_id="create_location",
        summary="Create a location",
        status_code=201,
        response_model=LocationOut,
        responses=problem_responses("location_taken"),
    )
    async def create(
        body: LocationIn, call: Annotated[CommandRequest, Depends(guard.command("inventory:write"))]
    ) -> Response:
        """Orders are allocated to as few locations as possible, preferring lower `priority` values."""
        command = CreateLocationCommand(
            principal=call.principal,
            metadata=call.metadata,
            code=body.code,
            name=body.name,
            country=body.country,
            priority=body.priority,
            fulfills_online=body.fulfills_online,
            active=body.active,
        )
        return await call.execute(
            use_cases.create_location,
            command,
            lambda location: created(f"/v1/locations/{location.code}", location_out(location), location.version),
        )

    @routes.get("/{code}", operation_id="get_location", summary="Get a location", response_model=LocationOut)
    async def get(code: CodePath, _: Annotated[Principal, Depends(guard("inventory:read"))]) -> Response:
        return to_response(rendered(await use_cases.browse.get_location(code)))

    @routes.patch(
        "/{code}",
        operation_id="change_location",
        summary="Update a location",
        response_model=LocationOut,
        responses=problem_responses("version_mismatch", "location_not_empty"),
    )
    async def change(
        code: CodePath,
        body: LocationChangeIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command("inventory:write"))],
    ) -> Response:
        """Send `active: false` to close a location. It must hold no stock and expect no transfer."""
        changes = {name: getattr(body, name) for name in sorted(body.model_fields_set)}
        command = ChangeLocationCommand(
            principal=call.principal, metadata=call.metadata, code=code, changes=changes, expected_version=version
        )
        return await call.execute(use_cases.change_location, command, rendered)

    return routes
