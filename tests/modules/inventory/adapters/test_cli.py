import asyncio

from typer.testing import CliRunner

from modules.inventory.adapters.inbound.cli import commands
from modules.inventory.domain.ledger import ChainDefect
from modules.inventory.ports.ledger_queries import LedgerQueries, LedgerVerification
from shared.kernel.errors import Unavailable


class Reader:
    def __init__(self, *defects: ChainDefect) -> None:
        self.defects = defects
        self.asked: tuple[str | None, str | None] = (None, None)

    async def verify(self, sku: str | None = None, location_code: str | None = None) -> LedgerVerification:
        self.asked = (sku, location_code)
        return LedgerVerification(3, 12, self.defects)


def run(reader: Reader, *arguments: str) -> tuple[int, str]:
    def ledger_queries() -> LedgerQueries:
        return reader  # type: ignore[return-value]

    result = CliRunner().invoke(commands(ledger_queries, asyncio.run), ["ledger", "verify", *arguments])
    return result.exit_code, result.output


def test_an_intact_ledger_exits_zero() -> None:
    reader = Reader()
    assert run(reader, "--sku", "AAA", "--location", "MAIN") == (0, "12 entries in 3 chains, 0 broken\n")
    assert reader.asked == ("AAA", "MAIN")


def test_a_broken_ledger_names_the_entry() -> None:
    code, output = run(Reader(ChainDefect("AAA", "MAIN", 7, "hash")))
    assert code == 1
    assert output.splitlines()[1] == "AAA at MAIN: entry 7 has a wrong hash"


def test_an_unreadable_ledger_is_not_reported_as_broken() -> None:
    class Away(Reader):
        async def verify(self, sku: str | None = None, location_code: str | None = None) -> LedgerVerification:
            raise Unavailable("dependency_unavailable", "The database is away.", 1)

    result = CliRunner().invoke(commands(Away, asyncio.run), ["ledger", "verify"])
    assert isinstance(result.exception, Unavailable)
    assert result.output == ""
