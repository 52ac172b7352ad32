"""Settlement of paid orders: waits for it, checks it against the payment provider, and times it."""

import asyncio
from dataclasses import dataclass

import asyncpg

from benchmarks.load.buyers import LoadResult
from benchmarks.measurement.slices import TimedResponse
from benchmarks.servers.payment_sandbox import PaymentSandbox

SETTLE_SECONDS = 120
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class SettlementTotals:
    """Orders `confirmed`, of those `mailed`, orders captured at the provider (`captured`), and work not done yet."""

    confirmed: int
    mailed: int
    captured: int
    charged_twice: int
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """`totals_query` yields confirmed, mailed and pending; `settled_query` the time `at` which orders were settled
    after the Unix time $1, and the `seconds` since they were placed.
    """

    database: str
    totals_query: str
    settled_query: str
    sandbox: PaymentSandbox

    async def read(self) -> SettlementTotals:
        row = (await self._fetch(self.totals_query))[0]
        captures = await self.sandbox.captures()
        return SettlementTotals(
            confirmed=row["confirmed"],
            mailed=row["mailed"],
            captured=captures.orders,
            charged_twice=captures.charged_twice,
            pending=row["pending"],
        )

    async def wait(self) -> None:
        """Wait until nothing is pending, for a limited time."""
        for _ in range(int(SETTLE_SECONDS / POLL_SECONDS)):
            if not (await self._fetch(self.totals_query))[0]["pending"]:
                break
            await asyncio.sleep(POLL_SECONDS)

    async def settled_since(self, start: float) -> list[TimedResponse]:
        rows = await self._fetch(self.settled_query, start)
        return [TimedResponse(float(row["at"]), float(row["seconds"]), accepted=True) for row in rows]

    async def _fetch(self, query: str, *values: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.database)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(query, *values)
            return rows
        finally:
            await connection.close()


def differences(before: SettlementTotals, after: SettlementTotals, result: LoadResult) -> list[str]:
    """Describe all differences between the accepted orders, their confirmations, mails and captures."""
    confirmed = after.confirmed - before.confirmed
    expected = {
        "orders confirmed": (confirmed, result.accepted, "accepted"),
        "orders captured": (after.captured - before.captured, confirmed, "confirmed"),
        "mails queued": (after.mailed - before.mailed, confirmed, "confirmed"),
    }
    wrong = [f"{got} {what}, but {want} {than}" for what, (got, want, than) in expected.items() if got != want]
    if after.charged_twice:
        wrong.append(f"{after.charged_twice} orders charged twice")
    if after.pending:
        wrong.append(f"{after.pending} orders or deliveries not settled after {SETTLE_SECONDS} s")
    return wrong
