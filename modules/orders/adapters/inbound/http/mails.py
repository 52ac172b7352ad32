"""Mails about an order, sent again."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from modules.orders.adapters.inbound.http.use_cases import OrderChangeUseCases
from modules.orders.application.changes.resend_mails import RequestedMails, ResendMails
from modules.orders.domain.mails import MailKind
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel, OutModel, PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import ok
from shared.kernel.idempotency import StoredResponse

Kind = Literal["confirmation", "shipping", "refund"]


class MailIn(InModel):
    kind: Kind = Field(examples=["confirmation"], description="What the mail tells.")


class MailsOut(OutModel):
    order_id: int
    kind: Kind = Field(examples=["confirmation"], description="What the mails tell.")
    count: int = Field(examples=[1], description="How many are sent: one for each parcel or refund.")


def add_mails(routes: APIRouter, use_cases: OrderChangeUseCases, guard: Authorizer) -> None:
    @routes.post(
        "/{order_id:int}/mails",
        operation_id="resend_order_mails",
        summary="Send a mail again",
        status_code=202,
        response_model=MailsOut,
        responses=problem_responses("mail_unavailable", "version_mismatch"),
    )
    async def resend(
        order_id: PathId,
        body: MailIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command("orders:write"))],
    ) -> Response:
        """To the buyer's address of now: the confirmation, or the mails of all parcels or refunds.

        Each is a new mail with a Message-ID of its own, except under the same `Idempotency-Key`. How many requests an
        order has is limited by the setting `TRADEPOST_RATE_LIMIT_TOKEN`; the RateLimit headers tell what is left.
        """
        await call.limit("token", f"mails of order:{order_id}")
        command = ResendMails(call.principal, call.cause, order_id, version, kind=MailKind(body.kind))
        return await call.execute(use_cases.mail, command, _rendered)


def _rendered(requested: RequestedMails) -> StoredResponse:
    return ok(MailsOut(order_id=requested.order_id, kind=requested.kind.value, count=requested.count), status=202)
