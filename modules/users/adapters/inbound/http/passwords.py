"""`/v1/auth/password`: change or reset a password."""

from typing import Literal

from pydantic import Field
from starlette.responses import Response

from modules.users.adapters.inbound.http.access import CredentialCommand, SignedInCommand
from modules.users.adapters.inbound.http.models import EmailText, UserOut
from modules.users.adapters.inbound.http.secret_text import PasswordText, SecretText
from modules.users.adapters.inbound.http.users import rendered
from modules.users.application.passwords.change_password import ChangePassword, ChangePasswordCommand
from modules.users.application.passwords.request_password_reset import RequestPasswordReset, RequestPasswordResetCommand
from modules.users.application.passwords.reset_password import ResetPassword, ResetPasswordCommand
from modules.users.domain.email import Email
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel, OutModel
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass


class PasswordChangeIn(InModel):
    """The current and the new password."""

    current_password: SecretText = Field(examples=["correct horse battery"])
    new_password: PasswordText = Field(examples=["staple of the horse"])


class ForgottenPasswordIn(InModel):
    """The e-mail address of the account."""

    email: EmailText = Field(examples=["ada@example.com"])


class ForgottenPasswordOut(OutModel):
    """The response is the same whether the account exists or not."""

    status: Literal["accepted"] = "accepted"


class PasswordResetIn(InModel):
    """The token from the e-mail and the new password."""

    token: SecretText = Field(
        examples=["Q2hvb3NlIGEgbG9uZyByYW5kb20gdG9rZW4gaGVyZSE"], description="The token from the mail."
    )
    new_password: PasswordText = Field(examples=["staple of the horse"])


class PasswordRoutes(RouteClass, prefix="/v1/auth/password", tags=["auth"]):
    def __init__(
        self,
        *,
        change_password: ChangePassword,
        request_password_reset: RequestPasswordReset,
        reset_password: ResetPassword,
    ) -> None:
        self._change_password = change_password
        self._request_password_reset = request_password_reset
        self._reset_password = reset_password

    @route.post(
        "/change",
        operation_id="change_password",
        summary="Change your password",
        response_model=UserOut,
        responses=problem_responses("invalid_credentials"),
    )
    async def change(self, body: PasswordChangeIn, call: SignedInCommand) -> Response:
        """Ends all other sessions. Attempts are rate-limited like sign-ins."""
        await call.limit("token", f"password of user:{call.principal.owner_id}")
        command = ChangePasswordCommand(
            principal=call.principal, metadata=call.metadata, current=body.current_password, new=body.new_password
        )
        return await call.execute(self._change_password, command, rendered)

    @route.post(
        "/forgot",
        operation_id="request_password_reset",
        summary="Request a password reset",
        status_code=202,
        response_model=ForgottenPasswordOut,
    )
    async def forgot(self, body: ForgottenPasswordIn, call: CredentialCommand) -> Response:
        """Sends a reset link to the account's address. The response does not reveal whether the account exists."""
        await call.limit("token", f"{call.address} forgotten by {Email.parse(body.email).canonical}")
        await self._request_password_reset(
            RequestPasswordResetCommand(principal=call.principal, metadata=call.metadata, email=body.email)
        )
        return to_response(ok(ForgottenPasswordOut(), status=202))

    @route.post("/reset", operation_id="reset_password", summary="Reset a password", response_model=UserOut)
    async def reset(self, body: PasswordResetIn, call: CredentialCommand) -> Response:
        """The token from the mail works once, within half an hour. Ends all sessions."""
        command = ResetPasswordCommand(
            principal=call.principal, metadata=call.metadata, token=body.token, new=body.new_password
        )
        return await call.execute(self._reset_password, command, rendered)
