"""`/v1/inventory/restock`: units received of one product."""

from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import WriteStockWithKey
from modules.inventory.adapters.inbound.http.models.stock import RestockIn, RestockOut, restock_out
from modules.inventory.application.stock.restock_product import RestockProduct, RestockProductCommand
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.responses.rendered import created
from shared.infra.http.route_class import RouteClass


class RestockRoutes(RouteClass, prefix="/v1/inventory/restock", tags=["stock"]):
    def __init__(self, *, restock: RestockProduct) -> None:
        self._restock = restock

    @route.post(
        "",
        operation_id="restock",
        summary="Restock a product",
        status_code=201,
        response_model=RestockOut,
        responses=problem_responses("not_found", "idempotency_key_required"),
    )
    async def restock(self, body: RestockIn, call: WriteStockWithKey) -> Response:
        """Added units go to backorders of confirmed orders first. An unknown SKU returns 404 and changes nothing."""
        command = RestockProductCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=body.sku,
            quantity=body.quantity,
            location_code=body.location_code,
            reason=body.reason,
            reference=body.reference,
        )
        return await call.execute(
            self._restock,
            command,
            lambda done: created(f"/v1/inventory/ledger/{done.line.ledger_id}", restock_out(done)),
        )
