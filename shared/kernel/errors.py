"""Refusals: what the business says no to, by kind. Only the HTTP edge knows status numbers."""

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """A request that is understood and declined.

    `code` is the stable name callers branch on; `detail` is a sentence for people and
    never repeats what the caller sent; `extensions` are the machine-readable members that
    the code promises (`{"items": [...]}` for `insufficient_stock`).
    """

    def __init__(self, code: str, detail: str, **extensions: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extensions = extensions


class BadRequest(DomainError):
    """The request cannot be read as one."""


class Unauthenticated(DomainError):
    """The caller's identity is missing or does not hold."""

    def __init__(
        self,
        code: str = "unauthenticated",
        detail: str = "Authentication is required.",
        **extensions: object,
    ) -> None:
        super().__init__(code, detail, **extensions)


class PaymentDeclined(DomainError):
    """The money was asked for and refused."""


class Forbidden(DomainError):
    """The caller is known and lacks scopes: all of those named are needed. `required_scope` is the first of them."""

    def __init__(self, *missing_scopes: str) -> None:
        named = ", ".join(missing_scopes)
        super().__init__(
            "forbidden",
            f"Required scope{'s' if len(missing_scopes) > 1 else ''}: {named}.",
            required_scope=missing_scopes[0],
            missing_scopes=list(missing_scopes),
        )


class NotFound(DomainError):
    """Nothing of that name is visible to the caller."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__("not_found", f"There is no such {what}.{hint}")


class Gone(DomainError):
    """It was there once and cannot be had again."""


class Conflict(DomainError):
    """The present state does not allow it."""


class VersionMismatch(DomainError):
    """The caller decided on an older version."""

    def __init__(self, current: int) -> None:
        super().__init__(
            "version_mismatch",
            "The resource has changed since it was read.",
            current=current,
        )


class PreconditionRequired(DomainError):
    """The caller must say which state the decision rests on."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: `pointer` is a JSON Pointer (RFC 6901) into the body."""

    pointer: str
    code: str
    message: str


class Invalid(DomainError):
    """The request is well formed and its content is not acceptable."""

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
    """The caller has used up a limit; `retry_after` is in seconds."""

    def __init__(self, policy: str, retry_after: int) -> None:
        super().__init__("rate_limited", "Too many requests.", policy=policy, retry_after=retry_after)


class Unavailable(DomainError):
    """It would be possible another time: `busy`, `timeout` or `dependency_unavailable`."""

    def __init__(
        self,
        code: str = "busy",
        detail: str = "Try again shortly.",
        retry_after: int = 1,
    ) -> None:
        super().__init__(code, detail, retry_after=retry_after)


class Interrupted(Unavailable):
    """Cut off from what it depends on before any of it was true: the same work may be done again at once."""
