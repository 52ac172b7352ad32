"""Readiness checks of a process, and who may read its metrics; needs no web framework."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import orjson

MetricsExposition = Callable[[], Awaitable[bytes]]
"""All metrics as text."""

WarningCodes = Callable[[], Awaitable[Sequence[str]]]
"""What the deployment lacks, as codes: callers of `/ready` may be strangers."""

PROBE_SECONDS = 2.0
"""A dependency that does not answer in this time is down."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Checks one dependency: `check` returns details for the report, or raises.

    If an `essential` dependency fails, the process is not ready; if another one fails, it is degraded.
    """

    name: str
    check: Callable[[], Awaitable[Mapping[str, object]]]
    essential: bool = True


def alive_report(version: str) -> bytes:
    """The body of `/health`, as JSON."""
    return orjson.dumps({"status": "ok", "version": version})


async def no_warnings() -> Sequence[str]:
    return ()


async def readiness_report(
    version: str, probes: Sequence[Probe], warnings: WarningCodes = no_warnings
) -> tuple[int, bytes]:
    """Status and body of `/ready`: 503 if an essential probe fails. Warnings do not change the status."""
    found, codes = await asyncio.gather(asyncio.gather(*map(_run_probe, probes)), _read_warnings(warnings))
    parts = dict(found)
    down = [probe for probe in probes if parts[probe.name]["status"] != "ok"]
    refused = any(probe.essential for probe in down)
    status = "unavailable" if refused else "degraded" if down else "ready"
    report = orjson.dumps({"status": status, "version": version, "parts": parts, "warnings": codes}, default=str)
    return 503 if refused else 200, report


async def _read_warnings(warnings: WarningCodes) -> Sequence[str]:
    """None if they cannot be read: the probes say why."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await warnings()
    except Exception:
        return ()


async def _run_probe(probe: Probe) -> tuple[str, dict[str, object]]:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return probe.name, {"status": "ok", **await probe.check()}
    except Exception as error:
        return probe.name, {"status": "down", "essential": probe.essential, "cause": type(error).__name__}


def may_read_metrics(client_host: str | None, headers: Mapping[str, str], token: str | None) -> bool:
    """Bearers of the token may, or callers on this machine if there is none. Names of headers are in lower case."""
    if token is not None:
        shown = headers.get("authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    # A forwarded request comes from a proxy on this host; its original client may be anywhere.
    if client_host is None or "x-forwarded-for" in headers or "forwarded" in headers:
        return False
    return ip_address(client_host).is_loopback
