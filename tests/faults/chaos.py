"""Chaos test: the lifecycle of a shop's orders under faults, checked afterwards.

    python -m tests.faults.chaos --data FOLDER --orders 2000 --out report.json

The payment sandbox drops responses and sends each webhook twice and out of order. Components of the shop are killed and
its Valkey is flushed every few seconds. Exit code 1 if an invariant is violated. `nemesis` and `oracle` are the terms
of Jepsen: the fault injector and the checker.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.faults.nemesis import Nemesis, Sandbox
from tests.faults.oracle import Oracle
from tests.running.running_shop import ROOT, TRADEPOST, Shop

WRONG = {"lose_answer_rate": 0.15, "webhook_repeat": 2, "webhook_shuffle": True}
REST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Plan:
    """`data` None: `orders` generated ones. `pause`: mean seconds between two faults."""

    orders: int
    data: Path | None = None
    buyers: int = 24
    rate: float = 0
    pause: float = 2.5
    seed: int = 1


@dataclass(frozen=True, slots=True)
class FaultyShop:
    """A running shop with its nemesis and oracle."""

    shop: Shop
    sandbox: Sandbox
    oracle: Oracle
    valkey_url: str
    key: str

    def doctor(self) -> dict[str, Any]:
        """Output of `doctor --provider`, whether healthy or not."""
        log = self.shop.folder / "doctor"
        self.shop.start(*TRADEPOST, "doctor", "--provider", "--json", log=log).wait(300)
        diagnosis: dict[str, Any] = json.loads(log.read_text().strip().splitlines()[-1])
        return diagnosis


@contextmanager
def faulty_shop(folder: Path) -> Iterator[FaultyShop]:
    """Start a new shop with a faulty payment sandbox; it is stopped at the end of the block."""
    shop = Shop(folder)
    up = shop.start(*TRADEPOST, "up", TRADEPOST_RATE_LIMITS="off", TRADEPOST_DEMO="0")
    try:
        shop.until_ready()
        reported = json.loads(shop.home.running.read_text())
        sandbox = Sandbox(reported["TRADEPOST_STRIPE_API_BASE"], WRONG)
        sandbox.switch_on()
        key = shop.home.stored_secret("development key")
        assert key is not None
        yield FaultyShop(shop, sandbox, Oracle(reported["DATABASE_URL"]), reported["REDIS_URL"], key)
    finally:
        up.terminate()
        up.wait(120)
        stop_everything(shop.home.folder)


def run(it: FaultyShop, plan: Plan) -> dict[str, Any]:
    """Run the orders under faults and return the report."""
    data, out = plan.data or made_up(it.shop, plan), it.shop.folder / "report.json"
    it.shop.tradepost("import", str(data), "--stock", "ample")
    nemesis = Nemesis(it.shop, it.sandbox, it.valkey_url, plan.pause, plan.seed)
    began = time.monotonic()
    replay = it.shop.start(
        *(*TRADEPOST, "replay-orders", str(data), "--url", f"http://127.0.0.1:{it.shop.port}", "--stock", "ample"),
        *("--limit", str(plan.orders), "--buyers", str(plan.buyers), "--rate", str(plan.rate)),
        *("--patience", "300", "--seed", str(plan.seed), "--out", str(out)),
        log=it.shop.folder / "replay",
        REPLAY_API_KEY=it.key,
    )
    nemesis.start()
    code = replay.wait()
    sold = time.monotonic() - began
    nemesis.stop()
    still_open = until_at_rest(it)
    return {
        "commit": commit(),
        "orders": plan.orders,
        "seconds": {"selling": round(sold, 1), "coming to rest": round(time.monotonic() - began - sold, 1)},
        "faults": {**dict(sorted(nemesis.deeds.items())), **it.sandbox.counts()},
        "replay": json.loads(out.read_text()) if out.exists() else {},
        "replay_code": code,
        "replay_said": (it.shop.folder / "replay").read_text()[-4000:],
        "still_open": still_open,
        **judged(it),
    }


def judged(it: FaultyShop) -> dict[str, Any]:
    """Results of the oracle, the doctor and the sandbox; `broken` lists the violations."""
    verdict = asyncio.run(it.oracle.judge())
    twice = it.sandbox.statistics()["captured_twice"]
    doctor = it.doctor()
    found = [finding for finding in doctor["checks"] if finding["violations"] and not finding["warning"]]
    broken = [f"{law}: {', '.join(whom)}" for law, whom in verdict["violations"].items()]
    broken += [f"{f['check']}: {v['subject']} {v['detail']}" for f in found for v in f["violations"]]
    broken += [f"captured twice at the sandbox: {kind} {ids}" for kind, ids in twice.items() if ids]
    given = answers(it.shop)
    broken += [f"{name} was answered {times} times" for name, times in given.items() if name.startswith("500")]
    return {
        **verdict,
        "answers": given,
        "letters": letters(it.shop),
        "captured_twice": twice,
        "doctor": doctor,
        "broken": broken,
    }


def letters(shop: Shop) -> dict[str, int]:
    """The number of sent e-mails and of distinct ones; a repeated e-mail has the same Message-ID."""
    ids: Counter[str] = Counter()
    for path in (shop.home.folder / "mail" / "new").iterdir():
        lines = path.read_text(errors="replace").splitlines()
        ids[next(line for line in lines if line.lower().startswith("message-id"))] += 1
    return {"sent": ids.total(), "distinct": len(ids)}


def answers(shop: Shop) -> dict[str, int]:
    """Number of API responses by status, and of 500 responses by operation."""
    counts: Counter[str] = Counter()
    for line in shop.log.splitlines():
        _, bar, said = line.partition("| {")
        if bar and '"event":"request"' in said:
            request = json.loads("{" + said)
            status = request["status"]
            counts[f"500 {request['method']} {request['route']}" if status == 500 else str(status)] += 1
    return dict(sorted(counts.items()))


def until_at_rest(it: FaultyShop) -> dict[str, int]:
    """Wait until nothing is pending; return what still is at the timeout."""
    deadline = time.monotonic() + REST_SECONDS
    while (still := asyncio.run(it.oracle.still_open()) | waiting_webhooks(it)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return still


def waiting_webhooks(it: FaultyShop) -> dict[str, int]:
    waiting = it.sandbox.statistics()["webhooks"]["waiting"]
    return {"webhooks of the sandbox": waiting} if waiting else {}


def holds(report: dict[str, Any]) -> bool:
    return not report["broken"] and not report["still_open"] and report["replay_code"] == 0


def made_up(shop: Shop, plan: Plan) -> Path:
    data = shop.folder / "data"
    sizes = ("--orders", str(plan.orders), "--skus", "60", "--seed", str(plan.seed))
    shop.tradepost("demo-data", "--out", str(data), *sizes)
    return data


def commit() -> str:
    """The commit of the program."""
    head = (ROOT / ".git" / "HEAD").read_text().strip()
    name = head.removeprefix("ref: ")
    path = ROOT / ".git" / name
    return path.read_text().strip()[:12] if path.exists() else head[:12]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of a shop's files; else orders are made up")
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--buyers", type=int, default=24)
    parser.add_argument("--rate", type=float, default=0, help="orders a second at most; 0: as fast as they go")
    parser.add_argument("--pause", type=float, default=2.5, help="mean seconds between two faults")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the whole report as JSON")
    parser.add_argument("--folder", type=Path, help="keep the shop here instead of removing it")
    wanted = parser.parse_args()
    plan = Plan(wanted.orders, wanted.data, wanted.buyers, wanted.rate, wanted.pause, wanted.seed)
    if wanted.folder:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        with faulty_shop(wanted.folder) as it:
            report = run(it, plan)
    else:
        with TemporaryDirectory(prefix="tradepost-chaos-") as folder, faulty_shop(Path(folder)) as it:
            report = run(it, plan)
    if wanted.out:
        wanted.out.write_text(json.dumps(report, indent=2, default=str) + "\n")
    shown = (
        "commit",
        "orders",
        "seconds",
        "faults",
        "counted",
        "events",
        "delay_seconds",
        "answers",
        "still_open",
        "broken",
    )
    print(json.dumps({name: report[name] for name in shown}, indent=2, default=str))
    return 0 if holds(report) else 1


if __name__ == "__main__":
    sys.exit(main())
