"""Fault injector: kills components of a running shop and flushes its Valkey at random, and counts the faults."""

import random
import time
from collections import Counter
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any

import httpx2
from redis import Redis
from redis.exceptions import RedisError

from tests.running.running_shop import Shop

OFTEN = ("worker", "relay", "flush")
NOW_AND_THEN = ("api", "payments", "scheduler")
RARELY = 0.2
LIFE_SECONDS = 6.0
"""Nothing is killed younger than that: what never gets to work can do nothing wrong."""
"""How often it is one of those that are hurt now and then."""


class Sandbox:
    """The shop's payment sandbox: its switches and counters, both of which it loses on restart."""

    def __init__(self, url: str, switches: Mapping[str, object]) -> None:
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=5)
        self._switches = switches
        self._earlier: Counter[str] = Counter()

    def switch_on(self) -> None:
        """Set the fault switches once the sandbox responds."""
        deadline = time.monotonic() + 60
        while True:
            try:
                self._http.put("/_sandbox/faults", json=self._switches).raise_for_status()
            except httpx2.TransportError:
                assert time.monotonic() < deadline, "the sandbox does not come back"
                time.sleep(0.1)
            else:
                return

    def statistics(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._http.get("/_sandbox/statistics").raise_for_status().json()
        return shown

    def remember(self) -> None:
        """Save its counters before it is killed."""
        self._earlier.update(_counts(self.statistics()))

    def counts(self) -> dict[str, int]:
        """Number of faults and webhooks, over all restarts."""
        return dict(self._earlier + Counter(_counts(self.statistics())))


def _counts(statistics: dict[str, Any]) -> dict[str, int]:
    webhooks = {f"webhooks_{name}": statistics["webhooks"][name] for name in ("sent", "delivered", "failed")}
    return {"lost_responses": statistics["faults"]["lost_answer"], "calls": statistics["requests"]["total"], **webhooks}


class Nemesis(Thread):
    """Injects faults until stopped. `pause` is the mean number of seconds between two faults."""

    def __init__(self, shop: Shop, sandbox: Sandbox, valkey_url: str, pause: float, seed: int) -> None:
        super().__init__(name="nemesis", daemon=True)
        self._shop = shop
        self._sandbox = sandbox
        self._valkey = Redis.from_url(valkey_url, socket_timeout=5)
        self._pause = pause
        self._dice = random.Random(seed)
        self._reported = Event()
        self.deeds: Counter[str] = Counter()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._reported.wait(self._pause * self._dice.uniform(0.6, 1.4)):
                self._hurt(self._choice())
        except BaseException as error:
            self.failure = error

    def stop(self) -> None:
        """Stop it, and raise its error if it failed."""
        self._reported.set()
        self.join(120)
        if self.failure is not None:
            raise self.failure

    def _choice(self) -> str:
        if self._dice.random() < RARELY:
            return self._dice.choice(NOW_AND_THEN)
        return self._dice.choice(OFTEN)

    def _hurt(self, what: str) -> None:
        if what == "flush":
            try:
                self._valkey.flushall()
            except RedisError:
                return
        elif not any(entry.is_alive and time.time() - entry.began > LIFE_SECONDS for entry in self._shop.entries(what)):
            return
        elif what == "payments":
            self._sandbox.remember()
            self._shop.kill_and_await(what)
            self._sandbox.switch_on()
        else:
            self._shop.kill(what)
        self.deeds[f"flushed {'valkey'}" if what == "flush" else f"killed {what}"] += 1
