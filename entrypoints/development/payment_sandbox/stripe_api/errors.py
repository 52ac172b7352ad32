"""Error responses in Stripe's format."""

from typing import Any


class StripeError(Exception):
    """An error response. If `stored`, processing had begun, and the idempotency key returns the same response again."""

    def __init__(self, status: int, error: dict[str, Any], *, stored: bool = False) -> None:
        super().__init__(error["message"])
        self.status = status
        self.body = {"error": error}
        self.stored = stored


def invalid(message: str, *, param: str | None = None, code: str | None = None, status: int = 400) -> StripeError:
    """An invalid request, rejected before processing."""
    return StripeError(status, _error("invalid_request_error", message, code, param))


def missing(what: str, id_: str, param: str = "intent") -> StripeError:
    return invalid(f"No such {what}: '{id_[:60]}'", param=param, code="resource_missing", status=404)


def invalid_state(message: str, code: str, **more: Any) -> StripeError:
    """A request that the current state does not allow."""
    return StripeError(400, {**_error("invalid_request_error", message, code), **more}, stored=True)


def declined(error: dict[str, Any]) -> StripeError:
    return StripeError(402, error, stored=True)


def other_parameters(key: str) -> StripeError:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeError(400, _error("idempotency_error", message))


def still_running(key: str) -> StripeError:
    message = (
        f"There is currently another in-progress request using this Idempotent Key: {key} "
        "(that probably means you submitted twice, and the other request is still going through). "
        "Try again later."
    )
    return StripeError(409, _error("idempotency_error", message, "idempotency_key_in_use"))


def unauthorized(message: str) -> StripeError:
    return StripeError(401, _error("invalid_request_error", message))


def injected_error(status: int) -> StripeError:
    return StripeError(
        status, _error("api_error", "An error occurred inside the sandbox, as configured by its fault switches.")
    )


def _error(type_: str, message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    more = {"code": code, "param": param}
    return {"type": type_, "message": message} | {name: value for name, value in more.items() if value is not None}
