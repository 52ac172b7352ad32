"""What the sandbox answers when it does not do what it is asked, in Stripe's words."""

from typing import Any


class Refusal(Exception):
    """An answer with an error. `kept`: work had begun, so that the same key gets this very answer again."""

    def __init__(self, status: int, error: dict[str, Any], *, kept: bool = False) -> None:
        super().__init__(error["message"])
        self.status = status
        self.body = {"error": error}
        self.kept = kept


def invalid(message: str, *, param: str | None = None, code: str | None = None, status: int = 400) -> Refusal:
    """A request that was not even begun."""
    return Refusal(status, _error("invalid_request_error", message, code, param))


def missing(what: str, id_: str, param: str = "intent") -> Refusal:
    return invalid(f"No such {what}: '{id_[:60]}'", param=param, code="resource_missing", status=404)


def impossible(message: str, code: str, **more: Any) -> Refusal:
    """A request that the present state does not allow."""
    return Refusal(400, {**_error("invalid_request_error", message, code), **more}, kept=True)


def declined(error: dict[str, Any]) -> Refusal:
    return Refusal(402, error, kept=True)


def other_parameters(key: str) -> Refusal:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return Refusal(400, _error("idempotency_error", message))


def still_running(key: str) -> Refusal:
    message = (
        f"There is currently another in-progress request using this Idempotent Key: {key} "
        "(that probably means you submitted twice, and the other request is still going through). "
        "Try again later."
    )
    return Refusal(409, _error("idempotency_error", message, "idempotency_key_in_use"))


def unauthorized(message: str) -> Refusal:
    return Refusal(401, _error("invalid_request_error", message))


def broken(status: int) -> Refusal:
    return Refusal(status, _error("api_error", "An error occurred inside the sandbox, as it was told to have."))


def _error(type_: str, message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    more = {"code": code, "param": param}
    return {"type": type_, "message": message} | {name: value for name, value in more.items() if value is not None}
