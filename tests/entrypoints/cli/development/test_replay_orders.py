"""Command line interface of `tradepost replay-orders`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from entrypoints.cli.development.replay_report import print_report
from entrypoints.cli.imports.progress import progress
from entrypoints.cli.main import app
from entrypoints.command_options import StockMode
from entrypoints.development.replay.placement import Accepted, Outcome, Refused, Shortage
from entrypoints.development.replay.planning import plan
from entrypoints.development.replay.proofs.stock_proof import Proof
from entrypoints.development.replay.run import Report
from entrypoints.development.replay.summary import summarize
from entrypoints.development.shop_data.generator.shop import generate_shop

UNREACHABLE = "http://127.0.0.1:9"


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["replay-orders", *map(str, arguments)])


def test_an_unreachable_shop_is_reported(tmp_path: Path) -> None:
    generate_shop(1, 3, 5).write(tmp_path)
    done = command(tmp_path, "--api-key", "sk_dev_x", "--url", UNREACHABLE, "--patience", 0)
    assert done.exit_code == 2
    assert "ConnectError" in done.stderr
    assert "Traceback" not in done.output


def test_a_folder_without_orders_is_reported(tmp_path: Path) -> None:
    done = command(tmp_path, "--api-key", "sk_dev_x", "--url", UNREACHABLE)
    assert done.exit_code == 2
    assert "catalogue.csv.gz" in done.stderr


@pytest.mark.parametrize("option", ["--lost-responses", "--lost-answers"])
def test_the_share_of_lost_responses_has_two_names(tmp_path: Path, option: str) -> None:
    done = command(tmp_path, "--api-key", "sk_dev_x", "--url", UNREACHABLE, option, 2)
    assert done.exit_code == 2
    assert "Invalid value for '--lost-responses'" in done.stderr


def test_a_missing_api_key_is_reported(tmp_path: Path) -> None:
    assert command(tmp_path).exit_code == 2


def test_the_report_lists_rejected_orders(capsys: pytest.CaptureFixture[str]) -> None:
    shop = generate_shop(1, 4, 5)
    parts = plan(shop.orders, {row.sku: row.unit_price_cents for row in shop.catalog}, 2)[:10]
    first, second, *others = parts
    assert first.order is second.order
    outcomes: list[Outcome] = [
        Refused(first, "insufficient_stock", "There is not enough.", [Shortage("123456", 9, 3)], 0.5),
        *(Accepted(part, 1, part.subtotal_cents, 0.1, earlier=False) for part in (second, *others)),
    ]
    proofs = [Proof("It is true", "1 = 1", []), Proof("It is not", "1 = 2", [f"{number}" for number in range(20)])]
    lifecycles = {"declined_then_paid": 3, "refunded_cents": 12_345, "cancellations_unmatched": 2}
    report = Report(
        summarize(parts, outcomes, 2.0, repeats=3), lifecycles, shop.cancellations[:2], StockMode.PLAN, proofs
    )
    print_report(report)
    said = capsys.readouterr().out
    for words in (
        "insufficient_stock",
        "123456",
        f"rejected {first.reference}",
        "holds  It is true",
        "FAILS  It is not",
        "declined then paid",
        "123.45",
    ):
        assert words in said
    assert "and 8 more" in said
    assert not report.proved
    assert report.with_lifecycles(lost_responses=4).as_json()["lifecycles"] == {**lifecycles, "lost_responses": 4}
    assert (report.summary.p50_ms, report.summary.p99_ms) == (100.0, 500.0)


def test_without_a_terminal_progress_is_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("orders", 2) as step:
        step()
        step()
    assert capsys.readouterr().err == "orders: 2 of 2\n"
