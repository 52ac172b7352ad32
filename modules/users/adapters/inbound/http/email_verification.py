"""`/v1/auth/email`: verification of the account's e-mail address."""

from pydantic import Field
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import SignedInCommand
from modules.users.adapters.inbound.http.models import UserOut, user_out
from modules.users.adapters.inbound.http.secret_text import SecretText
from modules.users.adapters.inbound.http.users import rendered
from modules.users.application.accounts.request_email_verification import (
    RequestEmailVerification,
    RequestEmailVerificationCommand,
)
from modules.users.application.accounts.verify_email import VerifyEmail, VerifyEmailCommand
from modules.users.domain.user import User
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel
from shared.infra.http.responses.rendered import ok
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse


class EmailVerificationIn(InModel):
    """The token from the verification e-mail."""

    token: SecretText = Field(
        examples=["ev_1795253400_5f70bf18a086007016e948b04aed3b82"], description="The token from the mail."
    )


class EmailVerificationRoutes(RouteClass, prefix="/v1/auth/email", tags=["auth"]):
    def __init__(
        self,
        *,
        request_email_verification: RequestEmailVerification,
        verify_email: VerifyEmail,
    ) -> None:
        self._request_email_verification = request_email_verification
        self._verify_email = verify_email

    @route.post(
        "/verification",
        operation_id="request_email_verification",
        summary="Request a verification mail",
        status_code=202,
        response_model=UserOut,
        responses=problem_responses("not_found"),
    )
    async def request(self, call: SignedInCommand) -> Response:
        """Sends a link to the account's address, valid for a day. No mail is sent if the address is already verified.

        API clients have no address and get 404.
        """
        await call.limit("token", f"verification of user:{call.principal.owner_id}")
        return await call.execute(
            self._request_email_verification,
            RequestEmailVerificationCommand(principal=call.principal, metadata=call.metadata),
            _accepted,
        )

    @route.post(
        "/verify",
        operation_id="verify_email",
        summary="Verify an e-mail address",
        response_model=UserOut,
        responses=problem_responses("not_found"),
    )
    async def verify(self, body: EmailVerificationIn, call: SignedInCommand) -> Response:
        """The caller must be signed in as the account that the mail was sent to. The token works once.

        Afterwards the account can read the orders that were placed as a guest with this address.
        API clients have no address and get 404.
        """
        await call.limit("token", f"verification of user:{call.principal.owner_id}")
        command = VerifyEmailCommand(principal=call.principal, metadata=call.metadata, token=body.token)
        return await call.execute(self._verify_email, command, rendered)


def _accepted(user: User) -> StoredResponse:
    return ok(user_out(user), status=202)
