"""Maps database errors to domain errors.

While PostgreSQL restarts, the driver raises bare `OSError`s when connecting and several
unrelated classes later. The mapping therefore uses the SQLSTATE, not a single exception
class.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.kernel.errors import DomainError, Interrupted, Invalid, Unavailable

Constraints = Mapping[str, Callable[[], DomainError]]
"""Domain errors by the name of the violated constraint."""

_RETRYABLE = (
    "40001",
    "40P01",
    "0A000",
)  # serialization, deadlock, a cached plan outdated by a migration
_DISCONNECTED = ("08", "57P")
_OVERLOADED = ("53", "25P03", "25P04", "55P03", "57014")
_UNSTORABLE = ("22",)
_LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # after the server's last message, before the connection is closed
    InterfaceError,
)
_OWN_KEY = "pk_idempotency_keys"


class SerializationFailure(Unavailable):
    """A concurrent transaction conflicted; the work may succeed when retried from its start."""


class Disconnected(Interrupted):
    """The connection is lost, and most likely the others of the pool too."""


@contextmanager
def map_db_errors(constraints: Constraints) -> Iterator[None]:
    """Raise database errors as domain errors; unknown ones are left unchanged."""
    try:
        yield
    except (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        SQLAlchemyError,
        OSError,
        TimeoutError,
    ) as error:
        mapped = classify(error, constraints)
        if mapped is None:
            raise
        raise mapped from error


def classify(error: BaseException, constraints: Constraints) -> DomainError | None:
    if isinstance(error, PoolTimeout):
        return Unavailable("busy", "All database connections are in use.")
    cause = _driver_error(error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _disconnected()
    state = getattr(cause, "sqlstate", None)
    if state is None:
        lost = isinstance(cause, _LOST)
        return _disconnected() if lost else None
    return _classify_state(str(state), getattr(cause, "constraint_name", None), constraints)


def _classify_state(state: str, constraint: str | None, constraints: Constraints) -> DomainError | None:
    if state in _RETRYABLE or constraint == _OWN_KEY:
        return SerializationFailure()
    if constraint is not None and constraint in constraints:
        return constraints[constraint]()
    if state.startswith(_DISCONNECTED):
        return _disconnected()
    if state.startswith(_OVERLOADED):
        return Unavailable("busy", "The database is overloaded.")
    if state.startswith(_UNSTORABLE):
        return Invalid(detail="A value cannot be stored.")
    return None


def _disconnected() -> Disconnected:
    return Disconnected("dependency_unavailable", "The database cannot be reached.")


def _driver_error(error: BaseException) -> BaseException:
    """The driver's own error inside SQLAlchemy's wrappers."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error
