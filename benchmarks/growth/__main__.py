"""`python -m benchmarks.growth`: orders, lists and reports among few and many orders, and a load of some minutes."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import uvloop

from benchmarks.growth.grown_reads import FIRST_PAGES, LAST_PAGES, LISTS
from benchmarks.growth.grown_shop import GrownShop, grown_shop
from benchmarks.growth.growth_report import soak_figures, soak_tables
from benchmarks.growth.growth_targets import growth_verdicts
from benchmarks.growth.soak import soak
from benchmarks.load.scenarios import CROWD
from benchmarks.measurement.rounds import Entry, InconsistentResponses, Pace, Round, run_rounds
from benchmarks.reporting.files import save
from benchmarks.reporting.machine_info import gathered
from benchmarks.reporting.markdown import page
from benchmarks.reporting.target import Verdict
from benchmarks.servers.postgres import checkpointed, running_postgres, shown_settings, tidied

NOTES = (
    "Two shops on one server, with the same number of orders per day and all parts of each: lines, history, payment,"
    " shipment, stock movements, search, figures of the reports; events of the last 30 days. Reports are of the last"
    " three days. Autovacuum is off except during the minutes at half of the peak, in which relay and worker run.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`soak_seconds`: length of the load at half of the peak; 0 for none."""

    few: int
    many: int
    pace: Pace
    soak_seconds: float
    interval: float


QUICK = Options(few=10_000, many=100_000, pace=Pace(2, 0.5, retries=0), soak_seconds=30.0, interval=3.0)
FULL = Options(few=10_000, many=1_000_000, pace=Pace(4, 1.0, retries=1), soak_seconds=300.0, interval=10.0)


def main() -> int:
    """Exit code: 0; 1 if a target is missed or not measured; 2 for inconsistent responses."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="tradepost-growth-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running_postgres(folder / "postgres") as (server, pid):
            found = uvloop.run(bench_long(options, server, folder, pid))
    except InconsistentResponses as wrong:
        print(f"\nWRONG ANSWER, no figures: {wrong}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(verdict.holds for verdict in found) else 1


async def bench_long(options: Options, server: str, folder: Path, postgres: int) -> list[Verdict]:
    """Print and save the report, and return its verdicts."""
    roots = {"postgres": postgres, "load": os.getpid()}
    async with AsyncExitStack() as running:
        print(f"inserting {options.few:,} and {options.many:,} orders")
        few = await running.enter_async_context(grown_shop(server, folder, orders=options.few, roots=roots, deep=False))
        many = await running.enter_async_context(
            grown_shop(server, folder, orders=options.many, roots=roots, deep=True)
        )
        entries, rounds = await measured(few, many, options.pace, server)
        peak = median(one.slices[many.name, CROWD.name].per_second for one in rounds)
        observed = None
        if options.soak_seconds:
            observed = await soak(many, per_second=peak / 2, seconds=options.soak_seconds, interval=options.interval)
        found = growth_verdicts(few.name, many.name, rounds, observed=observed)
        facts = gathered(await shown_settings(server), NOTES)
        more = soak_tables(observed) if observed else ()
        report = page(facts, entries, rounds, found=found, title="Growth", more=more)
        kept = soak_figures(observed) if observed else {}
        figures, words = save(facts, entries, rounds, found=found, page=report, kind="growth", more=kept)
        print(f"\n{report}\nsaved as {words} and {figures.name}")
    return found


async def measured(few: GrownShop, many: GrownShop, pace: Pace, server: str) -> tuple[Sequence[Entry], Sequence[Round]]:
    """First the lists, whose responses are compared, then orders, which change them."""

    async def between() -> None:
        for shop in (few, many):
            await tidied(shop.shop.database)
        await checkpointed(server)

    reading = [Entry(shop.reading, one) for one in LISTS for shop in (few, many)]
    reading += [Entry(many.reading, one) for one in (FIRST_PAGES, LAST_PAGES)]
    placing = [Entry(shop.placing, CROWD) for shop in (few, many)]
    rounds = await run_rounds(reading, pace, between, say=print)
    for one, more in zip(rounds, await run_rounds(placing, pace, between, say=print), strict=True):
        one.slices.update(more.slices)
        one.dropped += more.dropped
    return [*reading, *placing], rounds


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 orders and 30 seconds of load, to try it")
    return QUICK if parser.parse_args().quick else FULL


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
