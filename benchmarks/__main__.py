"""`python -m benchmarks`: orders, reads and events of a shop, compared with the database alone and other apps."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.bench import Options, bench
from benchmarks.measurement.rounds import InconsistentResponses, Pace
from benchmarks.reporting.target import all_hold
from benchmarks.servers.postgres import running_postgres

QUICK = Pace(rounds=3, seconds=1.0, retries=1)
FULL = Pace(rounds=6, seconds=1.5, retries=2)


def main() -> int:
    """Exit code: 0; 1 if a target is missed, or not measured by a whole run; 2 for inconsistent responses."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-bench-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres(folder / "postgres") as (server, pid):
            roots = {"postgres": pid, "load": os.getpid()}
            found = uvloop.run(bench(options, server, folder, roots=roots))
    except InconsistentResponses as wrong:
        print(f"\nWRONG ANSWER, no figures: {wrong}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all_hold(found, whole=not options.only) else 1


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute, with fewer loads and rounds")
    parser.add_argument("--rounds", type=int, help="number of rounds, including the warm-up")
    parser.add_argument("--seconds", type=float, help="length of a slice in seconds")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only systems whose names begin with NAME"
    )
    parser.add_argument("--orders", type=int, help="number of orders in the shop whose orders are read")
    parser.add_argument("--idle", action="store_true", help="also the CPU of an idle `tradepost up`")
    given = parser.parse_args()
    usual = QUICK if given.quick else FULL
    pace = Pace(given.rounds or usual.rounds, given.seconds or usual.seconds, usual.retries)
    if pace.rounds < 2:
        parser.error("--rounds: at least 2, since the first is not counted")
    orders = given.orders or (10_000 if given.quick else 100_000)
    if orders < 1_000:
        parser.error("--orders: at least 1,000")
    only = tuple(given.only)
    return Options(pace=pace, quick=given.quick, only=only, orders=orders, idle=given.idle)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
