"""Domain errors by kind. Only the HTTP layer maps them to status codes."""

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """A request that is understood and rejected.

    `code` is stable, for callers to branch on; `detail` is a sentence for people and
    never repeats what the caller sent; `extensions` are the machine-readable members that
    the code promises (`{"current": 4}` for `version_mismatch`). A module whose error is of none of the kinds below
    derives its own from DomainError; its status is that of its code.
    """

    def __init__(self, code: str, detail: str, **extensions: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extensions = extensions


class BadRequest(DomainError):
    """The request is malformed."""


class Unauthenticated(DomainError):
    """The caller's credentials are missing or invalid."""

    def __init__(
        self,
        code: str = "unauthenticated",
        detail: str = "Authentication is required.",
        **extensions: object,
    ) -> None:
        super().__init__(code, detail, **extensions)


class Forbidden(DomainError):
    """The caller lacks the named scopes; all are required. `required_scope` is the first of them."""

    def __init__(self, *missing_scopes: str) -> None:
        named = ", ".join(missing_scopes)
        super().__init__(
            "forbidden",
            f"Required scope{'s' if len(missing_scopes) > 1 else ''}: {named}.",
            required_scope=missing_scopes[0],
            missing_scopes=list(missing_scopes),
        )


class NotFound(DomainError):
    """The resource does not exist or is not visible to the caller."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__("not_found", f"There is no such {what}.{hint}")


class Gone(DomainError):
    """The resource existed and is no longer available."""


class Conflict(DomainError):
    """The current state does not allow the operation."""


class VersionMismatch(DomainError):
    """The caller's version of the resource is outdated."""

    def __init__(self, current: int) -> None:
        super().__init__(
            "version_mismatch",
            "The resource has changed since it was read.",
            current=current,
        )


class PreconditionRequired(DomainError):
    """The caller must name the state that the change is based on."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error of one field: `pointer` is a JSON Pointer (RFC 6901) into the body."""

    pointer: str
    code: str
    message: str


class Invalid(DomainError):
    """The request is well formed and its content is invalid."""

    def __init__(
        self,
        errors: Sequence[FieldError] = (),
        code: str = "validation_failed",
        detail: str = "Some fields are invalid.",
        **extensions: object,
    ) -> None:
        super().__init__(code, detail, **extensions)
        self.errors = tuple(errors)


class TooManyRequests(DomainError):
    """The caller has exceeded a rate limit; `retry_after` is in seconds."""

    def __init__(self, policy: str, retry_after: int) -> None:
        super().__init__("rate_limited", "Too many requests.", policy=policy, retry_after=retry_after)


class Unavailable(DomainError):
    """A temporary failure: `busy`, `timeout` or `dependency_unavailable`."""

    def __init__(
        self,
        code: str = "busy",
        detail: str = "Try again shortly.",
        retry_after: int = 1,
    ) -> None:
        super().__init__(code, detail, retry_after=retry_after)


class Interrupted(Unavailable):
    """A dependency was lost before anything was committed: the same work may be repeated at once."""
