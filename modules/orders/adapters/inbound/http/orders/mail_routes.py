"""Resending the mails of an order."""

from typing import Literal

from pydantic import Field
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.application.changes.resend_mails import RequestedMails, ResendMails, ResendMailsCommand
from modules.orders.domain.mails import MailKind
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel, OutModel, PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import ok
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

Kind = Literal["confirmation", "shipping", "refund"]


class OrderMailIn(InModel):
    """Which e-mail of an order to send again."""

    kind: Kind = Field(examples=["confirmation"], description="Subject of the mail.")


class RequestedMailsOut(OutModel):
    """The number of e-mails that will be sent."""

    order_id: int
    kind: Kind = Field(examples=["confirmation"], description="Subject of the mails.")
    count: int = Field(examples=[1], description="Number of mails: one for each shipment or refund.")


class OrderMailRoutes(RouteClass, prefix="/v1/orders", tags=["orders"]):
    def __init__(self, *, resend_mails: ResendMails) -> None:
        self._resend_mails = resend_mails

    @route.post(
        "/{order_id:int}/mails",
        operation_id="resend_order_mails",
        summary="Resend a mail",
        status_code=202,
        response_model=RequestedMailsOut,
        responses=problem_responses("mail_unavailable", "version_mismatch"),
    )
    async def resend(
        self,
        order_id: PathId,
        body: OrderMailIn,
        version: ExpectedVersion,
        call: access.ManageOrder,
    ) -> Response:
        """Sends the confirmation, or the mails of all shipments or refunds, to the buyer's current address.

        Each mail is new and has its own Message-ID; a repeated `Idempotency-Key` sends none. The setting
        `TRADEPOST_RATE_LIMIT_TOKEN` limits the requests for each order; the RateLimit headers contain the remainder.
        """
        await call.limit("token", f"mails of order:{order_id}")
        command = ResendMailsCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=version,
            kind=MailKind(body.kind),
        )
        return await call.execute(self._resend_mails, command, _rendered)


def _rendered(requested: RequestedMails) -> StoredResponse:
    return ok(
        RequestedMailsOut(order_id=requested.order_id, kind=requested.kind.value, count=requested.count), status=202
    )
