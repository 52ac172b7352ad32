"""OAuth 2.0 endpoints: forms, client authentication and OAuth error codes."""

import binascii
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from modules.users.domain.errors import invalid_credentials
from shared.infra.http.request_state import state_of
from shared.infra.http.requests.fields import FormModel
from shared.infra.http.requests.strict_request import StrictRequest
from shared.infra.http.requests.validation import validation_error
from shared.infra.http.responses.problems import problem_for
from shared.infra.http.routing import Handler, StrictRoute
from shared.kernel.errors import DomainError, FieldError, Invalid, Unauthenticated, Unavailable

BASIC = 'Basic realm="tradepost", charset="UTF-8"'
MAX_PARAMETER_LENGTH = 8192
"""Maximum number of characters of an unknown parameter."""

_MAX_BASIC_LENGTH = 4096
_BY_CODE = {
    "invalid_credentials": "invalid_grant",
    "refresh_reused": "invalid_grant",
    "rate_limited": "temporarily_unavailable",
}
_BY_FIELD_CODE = {
    "invalid_scope": "invalid_scope",
    "unknown_scope": "invalid_scope",
    "unsupported_token_type": "unsupported_token_type",
}


class OAuthForm(FormModel):
    """A form that ignores unknown parameters. Each parameter may be sent once (RFC 6749 §3.2)."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"additionalProperties": {"type": "string", "maxLength": MAX_PARAMETER_LENGTH}},
    )


@dataclass(frozen=True, slots=True)
class ClientAuthentication:
    """The credentials of a client. `id` is any text, because public clients have names too."""

    id: str
    secret: str = field(repr=False)


class InvalidClient(Unauthenticated):
    """The client's credentials do not match. The response is the same as for other wrong credentials."""

    def __init__(self) -> None:
        error = invalid_credentials()
        super().__init__(error.code, error.detail)


class OAuthRoute(StrictRoute):
    """A route whose refusals also say `error` and `error_description` (RFC 6749 §5.2)."""

    async def respond(self, request: StrictRequest, handle: Handler) -> Response:
        try:
            return await super().respond(request, handle)
        except RequestValidationError as error:
            return _refused(request, validation_error(error.errors()))
        except DomainError as error:
            return _refused(request, error)


async def check_parameters(request: Request) -> None:
    """Raise Invalid for any parameter that is sent twice (RFC 6749 §3.2), is too long or is not valid text."""
    sent = (await request.form()).multi_items()
    times = Counter(name for name, _ in sent)
    wrong = {name: ("duplicate_key", "The field occurs twice") for name in times if times[name] > 1}
    wrong |= {
        name: ("too_long", "The text is too long") for name, value in sent if len(str(value)) > MAX_PARAMETER_LENGTH
    }
    wrong |= {name: ("invalid_text", "NUL characters are no text") for name, value in sent if "\0" in f"{name}{value}"}
    if wrong:
        raise validation_error(
            [{"type": kind, "loc": ("body", name), "msg": message} for name, (kind, message) in wrong.items()]
        )


def basic_of(request: Request) -> ClientAuthentication | None:
    """Return the client's id and secret from HTTP Basic, each form-encoded (RFC 6749 §2.3.1), if it was sent.

    Raises InvalidClient if the header is malformed.
    """
    scheme, _, text = state_of(request.scope).request_headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        decoded = b64decode(text.strip(), validate=True).decode() if len(text) <= _MAX_BASIC_LENGTH else ""
    except (binascii.Error, UnicodeDecodeError):
        raise InvalidClient from None
    id_, colon, secret = decoded.partition(":")
    if not colon:
        raise InvalidClient
    return ClientAuthentication(unquote_plus(id_), unquote_plus(secret))


def _refused(request: Request, error: DomainError) -> Response:
    error.extensions = {**error.extensions, "error": _error(error), "error_description": _description(error)}
    response = problem_for(request, error)
    if isinstance(error, InvalidClient):
        response.headers["WWW-Authenticate"] = BASIC
    return response


def _error(error: DomainError) -> str:
    if isinstance(error, InvalidClient):
        return "invalid_client"
    if isinstance(error, Unavailable):
        return "temporarily_unavailable"
    if isinstance(error, Invalid) and error.errors:
        first = error.errors[0]
        if first.pointer == "/grant_type" and first.code == "literal_error":
            return "unsupported_grant_type"
        return _BY_FIELD_CODE.get(first.code, "invalid_request")
    return _BY_CODE.get(error.code, "invalid_request")


def _description(error: DomainError) -> str:
    """Return the description in the characters that RFC 6749 §5.2 allows."""
    text = error.detail
    if isinstance(error, Invalid) and error.errors:
        text = _sentence(error.errors[0])
    return "".join("'" if c in '"\\' else c for c in text if " " <= c <= "~")


def _sentence(error: FieldError) -> str:
    return f"{error.pointer.removeprefix('/')}: {error.message}"
