"""Says in a sentence why a database cannot be used: what is wrong, where, and what to do."""

import os
import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import asyncpg

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.connections.poolers import shares_connections

OLDEST_MAJOR = 15
"""The oldest version of PostgreSQL that has all that the statements use."""

_SQLSTATES: Mapping[str, str] = {
    "28P01": "PostgreSQL at {place} refuses the user or the password: check both; the password is percent-encoded",
    "28000": "PostgreSQL at {place} does not admit this user from here ({said}): check the user, `sslmode`, and the"
    " server's pg_hba.conf",
    "3D000": "PostgreSQL at {place} has no such database: create it, or correct its name in the URL",
    "42501": "PostgreSQL at {place} denies a right ({said}): grant it, or use the role that has it",
    "53300": "PostgreSQL at {place} has no free connection ({said}): lower TRADEPOST_POOL_SIZE, or raise"
    " max_connections",
    "57P03": "PostgreSQL at {place} does not accept connections yet ({said}): start again when it does",
    "55P03": "another session locks what is needed in {place} ({said}): start again later",
    "08P01": "the server at {place} ends the connection ({said}): if it is PgBouncer, check its database and users",
    **dict.fromkeys(
        ("42P01", "42703", "42883", "3F000"),
        "the tables in {place} are not those of this version ({said}): run `tradepost migrate`",
    ),
}
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

_STATE = """
    SELECT current_user AS role, owner.rolname AS owner,
        has_database_privilege(current_database(), 'CREATE') AS creates,
        (current_database(), pg_postmaster_start_time())::text AS identity,
        owner.oid IS NULL OR pg_has_role(owner.oid, 'USAGE') AS owns
    FROM (SELECT to_regclass('alembic_version') AS oid) AS version
    LEFT JOIN pg_class AS found ON found.oid = version.oid LEFT JOIN pg_roles AS owner ON owner.oid = found.relowner
"""


async def problem_of_program(url: DatabaseUrl, *, migrated: bool = True, behind_pooler: bool = False) -> str | None:
    """Connect as the program does; returns what is wrong.

    `migrated` demands that the tables exist. The server may be a pooler only if `behind_pooler`.
    """
    state = await _state(url)
    if isinstance(state, str):
        return state
    if state["shared"] and not behind_pooler:
        return (
            f"{url.place} is a pooler that shares connections, such as PgBouncer in transaction mode: set"
            " TRADEPOST_DIRECT_DATABASE_URL to the server itself"
        )
    if migrated and state["owner"] is None:
        return f"the database {url.place} has no tables: run `tradepost migrate`"
    return None


async def problem_of_direct(url: DatabaseUrl, pooler: DatabaseUrl) -> str | None:
    """Connect as sessions do that the pooler would share; returns what is wrong."""
    state, pooled = await _state(url), await _state(pooler)
    if isinstance(state, str):
        return state
    if state["shared"]:
        return _no_server(url)
    if not isinstance(pooled, str) and state["identity"] != pooled["identity"]:
        return f"{url.place} is another database than {pooler.place}: both URLs must name the same one"
    return None


async def problem_of_owner(url: DatabaseUrl) -> str | None:
    """Connect as migrations do; returns what is wrong."""
    state = await _state(url)
    if isinstance(state, str):
        return state
    if state["shared"]:
        return _no_server(url)
    if not state["owns"]:
        return (
            f"`{state['role']}` does not own the tables in {url.place}: set TRADEPOST_MIGRATION_DATABASE_URL to a URL"
            f" with the role `{state['owner']}`"
        )
    if not state["creates"]:
        return (
            f"`{state['role']}` may not create schemas in {url.place}: make it the owner (ALTER DATABASE … OWNER TO …),"
            " or set TRADEPOST_MIGRATION_DATABASE_URL to a URL with the owner"
        )
    return None


def _no_server(url: DatabaseUrl) -> str:
    return f"{url.place} is a pooler that shares connections: name the server itself, whose sessions can hold locks"


async def _state(url: DatabaseUrl) -> Mapping[str, Any] | str:
    """The role and what it owns, or what is wrong with the connection."""
    try:
        return await _read_state(url)
    except Exception as error:
        problem = describe(error, url)
        if problem is None:
            raise
        return problem


async def _read_state(url: DatabaseUrl) -> Mapping[str, Any] | str:
    connection = await connect(url, statement_cache_size=0)
    try:
        if (version := connection.get_server_version()).major < OLDEST_MAJOR:
            return f"PostgreSQL at {url.place} is version {version.major}: version {OLDEST_MAJOR} or newer is needed"
        (state,) = await connection.fetch(_STATE)
        return {**state, "shared": await shares_connections(url, connection)}
    finally:
        await connection.close(timeout=1)


def describe(error: BaseException, url: DatabaseUrl) -> str | None:
    """A sentence for an error of connecting; None if it is another."""
    if isinstance(error, asyncpg.PostgresError):
        text = _SQLSTATES.get(str(error.sqlstate), "PostgreSQL at {place} refuses ({said})")
        return text.format(place=url.place, said=_said(error))
    if isinstance(error, asyncpg.TargetServerAttributeNotMatched):
        wanted = url.parameters.get("target_session_attrs")
        return f"no server of {url.place} is `{wanted}`: check the hosts and `target_session_attrs`"
    if isinstance(error, asyncpg.ClientConfigurationError):
        return f"the URL of {url.place} cannot be used: {error}"
    return _describe_network(error, url) if isinstance(error, OSError) else None


def known_failure(error: BaseException) -> BaseException | None:
    """The driver's error inside the error, if it is one that an operator can correct."""
    for cause in _causes(error):
        if isinstance(cause, asyncpg.PostgresError) and cause.sqlstate in _SQLSTATES:
            return cause
    return None


def _said(error: asyncpg.PostgresError) -> str:
    return str(error).partition("\n")[0]


def _describe_network(error: OSError, url: DatabaseUrl) -> str:
    for name in _FILES:
        path = url.parameters.get(name, "system")
        if path != "system" and not os.access(path, os.R_OK):
            return f"`{name}={path}` of the URL of {url.place} cannot be read: check the path and its permissions"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of PostgreSQL at {url.place} is not trusted ({error.verify_message}): name its authority"
            " in `sslrootcert`, and the host as the certificate does"
        )
    if isinstance(error, ssl.SSLError):
        return f"TLS with PostgreSQL at {url.place} fails ({error.reason}): check `sslmode` and the certificates"
    if "rejected SSL upgrade" in str(error):
        return (
            f"PostgreSQL at {url.place} has no TLS, which `sslmode` demands: turn `ssl` on there, or change `sslmode`"
        )
    return (
        f"PostgreSQL at {url.place} cannot be reached ({_reason(error, url)}): check that it runs, and host and port in"
        " the URL"
    )


def _reason(error: OSError, url: DatabaseUrl) -> str:
    if isinstance(error, TimeoutError) and error.errno is None:
        return f"no response within {url.connect_seconds} s"
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, those inside it, and what they were raised from."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _causes(each)
    for inner in (getattr(error, "orig", None), error.__cause__):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
