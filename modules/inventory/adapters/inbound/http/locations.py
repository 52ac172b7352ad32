"""`/v1/locations`: places that hold stock."""

from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock, WriteStock
from modules.inventory.adapters.inbound.http.models.locations import (
    LocationChangeIn,
    LocationIn,
    LocationOut,
    location_out,
)
from modules.inventory.application.catalog.catalog_query_service import CatalogQueryService
from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.application.locations.create_location import CreateLocation, CreateLocationCommand
from modules.inventory.domain.location import Location
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Text
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

PATH = "/v1/locations"
SORTS = ("code", "priority", "created_at")
CodePath = Annotated[Text, Path(max_length=10, examples=["MAIN"])]


Page = Annotated[PageParameters, Depends(ListEndpoint("locations", SORTS, ("priority",), unique="code"))]


class LocationRoutes(RouteClass, prefix=PATH, tags=["locations"]):
    def __init__(
        self,
        *,
        queries: CatalogQueryService,
        create_location: CreateLocation,
        change_location: ChangeLocation,
    ) -> None:
        self._queries = queries
        self._create_location = create_location
        self._change_location = change_location

    @route.get("", operation_id="list_locations", summary="List locations", response_model=PageOut[LocationOut])
    async def list_all(self, page: Page, _: ReadStock, active: Annotated[bool | None, Query()] = None) -> Response:
        """Preferred locations come first."""
        return to_response(
            page.respond(await self._queries.list_locations(page.page_request, active=active), location_out)
        )

    @route.post(
        "",
        operation_id="create_location",
        summary="Create a location",
        status_code=201,
        response_model=LocationOut,
        responses=problem_responses("location_taken"),
    )
    async def create(self, body: LocationIn, call: WriteStock) -> Response:
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
            self._create_location,
            command,
            lambda location: created(f"{PATH}/{location.code}", location_out(location), location.version),
        )

    @route.get("/{code}", operation_id="get_location", summary="Get a location", response_model=LocationOut)
    async def get(self, code: CodePath, _: ReadStock) -> Response:
        """Returns a location by its code."""
        return to_response(_rendered(await self._queries.get_location(code)))

    @route.patch(
        "/{code}",
        operation_id="change_location",
        summary="Update a location",
        response_model=LocationOut,
        responses=problem_responses("version_mismatch", "location_not_empty"),
    )
    async def change(
        self, code: CodePath, body: LocationChangeIn, version: ExpectedVersion, call: WriteStock
    ) -> Response:
        """Send `active: false` to close a location. It must hold no stock and expect no transfer."""
        changes = {name: getattr(body, name) for name in sorted(body.model_fields_set)}
        command = ChangeLocationCommand(
            principal=call.principal, metadata=call.metadata, code=code, changes=changes, expected_version=version
        )
        return await call.execute(self._change_location, command, _rendered)


def _rendered(location: Location) -> StoredResponse:
    return ok(location_out(location), location.version)
