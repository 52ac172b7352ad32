"""`python -m benchmarks.sign_in_times`: whether the time of a rejection reveals which accounts exist.

Sends failing sign-ins of different kinds and password reset requests alternately to the real server. The exit code is 1
if the medians of a kind of request differ by more than a tenth.
"""

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import httpx2
import uvloop

from benchmarks.measurement.statistics import in_order
from benchmarks.servers.postgres import running_postgres
from benchmarks.servers.valkey import running_valkey
from benchmarks.systems.tradepost import new_shop, opened

MAX_DIFFERENCE = 0.10
PASSWORD = "correct horse battery"  # noqa: S105 of accounts that live as long as this program
WARM_UP = 5

Ask = Callable[[], Awaitable[httpx2.Response]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sign_in_times", description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="requests per kind")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-times-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres(folder / "postgres") as (server, _):
            apart = uvloop.run(compared(server, folder, given.tries))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if max(apart) > MAX_DIFFERENCE else 0


async def compared(server: str, folder: Path, tries: int) -> list[float]:
    """Relative difference between the medians, per kind of request."""
    async with AsyncExitStack() as running:
        valkey, _ = running.enter_context(running_valkey(folder / "valkey"))
        shop = await new_shop(server, valkey, folder)
        async with opened(shop), httpx2.AsyncClient(base_url=f"http://127.0.0.1:{shop.port}", timeout=30) as http:
            await accounts(http, shop.environment["TRADEPOST_ADMIN_PASSWORD"])
            return [
                report("sign-in", await timed(sign_ins(http), tries)),
                report("forgotten password", await timed(wishes(http), tries)),
            ]


async def accounts(http: httpx2.AsyncClient, admin_password: str) -> None:
    """Create accounts: with a password, without one, and deactivated."""
    issued = await sign_in(http, "admin", admin_password)
    headers = {"Authorization": f"Bearer {issued.json()['access_token']}"}
    for name, password in (("known", PASSWORD), ("inactive", PASSWORD), ("passwordless", None)):
        body = {"email": f"{name}@people.example", "username": name, "password": password}
        made = await http.post("/v1/users", json=body, headers=headers)
        made.raise_for_status()
        if name == "inactive":
            await http.patch(made.headers["location"], json={"is_active": False}, headers=headers)


async def sign_in(http: httpx2.AsyncClient, name: str, password: str) -> httpx2.Response:
    return await http.post("/v1/auth/token", data={"grant_type": "password", "username": name, "password": password})


def sign_ins(http: httpx2.AsyncClient) -> dict[str, Ask]:
    return {
        "wrong password": lambda: sign_in(http, "known", "wrong horse battery"),
        "unknown account": lambda: sign_in(http, "unknown", PASSWORD),
        "no password": lambda: sign_in(http, "passwordless", PASSWORD),
        "put out": lambda: sign_in(http, "inactive", PASSWORD),
    }


def wishes(http: httpx2.AsyncClient) -> dict[str, Ask]:
    def of(name: str) -> Ask:
        return lambda: http.post("/v1/auth/password/forgot", json={"email": f"{name}@people.example"})

    return {"known address": of("known"), "unknown address": of("unknown"), "put out": of("inactive")}


async def timed(asks: Mapping[str, Ask], tries: int) -> dict[str, list[float]]:
    """Measure each kind alternately; returns the seconds by kind."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    names = list(asks)
    for turn in range(WARM_UP + tries):
        for place in in_order(turn, len(names)):
            started = perf_counter()
            response = await asks[names[place]]()
            if response.status_code not in (202, 401):
                raise SystemExit(f"{names[place]}: {response.status_code} {response.text}")
            times[names[place]].append(perf_counter() - started)
    return {name: found[WARM_UP:] for name, found in times.items()}


def report(what: str, times: Mapping[str, list[float]]) -> float:
    medians = {name: statistics.median(found) for name, found in times.items()}
    apart = max(medians.values()) / min(medians.values()) - 1
    for name, median in medians.items():
        print(f"{what}, {name}: {1000 * median:.2f} ms in the middle of {len(times[name])}")
    print(f"{what}: {100 * apart:.1f} % apart, {100 * MAX_DIFFERENCE:.0f} % at most\n")
    return apart


if __name__ == "__main__":
    sys.exit(main())
