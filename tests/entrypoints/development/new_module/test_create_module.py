"""`tradepost new-module` writes a module, adds one line to one file, and refuses what cannot be a module."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli.development import new_module
from entrypoints.cli.main import app
from entrypoints.development.new_module.create_module import create_module
from entrypoints.development.new_module.names import RefusedName
from tests.tree_copy import ROOT

LIST = Path("entrypoints/modules.py")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The parts of the source tree that the command reads."""
    ignored = shutil.ignore_patterns("__pycache__", "assets")
    for folder in ("modules", "migrations", "shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for file in (str(LIST), "pyproject.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "tests/modules").mkdir(parents=True)
    return tmp_path


def texts(tree: Path) -> Mapping[Path, str]:
    files = (path for path in tree.rglob("*") if path.is_file() and ".ruff_cache" not in path.parts)
    return {path.relative_to(tree): path.read_text() for path in files if path.suffix != ".png"}


def test_only_new_files_and_one_line(tree: Path) -> None:
    before = texts(tree)
    written = create_module(tree, "freight", "freight_wagon")
    after = texts(tree)
    assert set(after) - set(before) == set(written)
    assert [path for path in before if after[path] != before[path]] == [LIST]
    assert after[LIST].replace('    "freight",\n', "", 1) == before[LIST]
    assert after[LIST].index('"freight",') < after[LIST].index("\n)\n")


def test_no_names_of_the_template_remain(tree: Path) -> None:
    for path in create_module(tree, "freight", "freight_wagon"):
        text = f"{path}\n{(tree / path).read_text()}"
        for name in ("gift", "Gift", " card", "Card"):
            assert name not in text, path


def test_a_noun_that_shared_uses_is_named_in_the_samples(tree: Path) -> None:
    (tree / "shared/kernel/planted.py").write_text("class WagonLoad: ...\n")
    create_module(tree, "freight", "wagon_load")
    create_module(tree, "depots")
    samples = {name: (tree / f"tests/modules/{name}/samples.py").read_text() for name in ("freight", "depots")}
    assert '"wagon load": "a word that `shared` had before"' in samples["freight"]
    assert "technical_nouns" not in samples["depots"]


def test_the_migration_continues_the_history(tree: Path) -> None:
    latest = sorted((ROOT / "migrations/versions").glob("0*.py"))[-1].name[:4]
    written = create_module(tree, "freight", "freight_wagon")
    (migration,) = (path for path in written if path.parts[0] == "migrations")
    assert migration.name == f"{int(latest) + 1:04}_freight.py"
    text = (tree / migration).read_text()
    assert f'revision = "{int(latest) + 1:04}"\ndown_revision = "{latest}"\n' in text


@pytest.mark.parametrize(
    ("name", "noun", "reason"),
    [
        ("orders", "delivery_slot", "There is a module `orders` already: modules/orders exists."),
        ("platform", "delivery_slot", "`platform` is a schema of the database: choose another name."),
        ("public", "delivery_slot", "`public` is a schema of the database: choose another name."),
        ("warehousing", "transfer", "There is a table `transfers` already, in modules/inventory/"),
        ("pricing", "coupon", "There is a table `coupons` already, in modules/promotions/"),
        ("hooks", "webhook_endpoint", "There is a path `/v1/webhook-endpoints` already, in modules/webhooks/"),
        ("sales", "report", "There is a path `/v1/reports` already, in modules/reports/"),
    ],
)
def test_an_existing_name_is_rejected_and_nothing_is_written(tree: Path, name: str, noun: str, reason: str) -> None:
    before = texts(tree)
    with pytest.raises(RefusedName) as refused:
        create_module(tree, name, noun)
    assert str(refused.value).startswith(reason)
    assert texts(tree) == before


def test_a_refusal_is_one_sentence_and_exit_code_2() -> None:
    refused = CliRunner().invoke(app, ["new-module", "Suppliers"])
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert "lower-case words joined by underscores" in refused.stderr


def test_without_sources_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_module, "ROOT", tmp_path)
    refused = CliRunner().invoke(app, ["new-module", "parcel_carriers"])
    message = f"A module is added to a checkout of the sources; {tmp_path} has no entrypoints/modules.py.\n"
    assert (refused.exit_code, refused.stderr) == (2, message)


def test_the_command_lists_what_it_wrote(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_module, "ROOT", tree)
    done = CliRunner().invoke(app, ["new-module", "parcel_carriers"])
    assert done.exit_code == 0, done.output
    assert "  modules/parcel_carriers/domain/parcel_carrier.py\n" in done.stdout
    assert f"new files, and one line in {LIST}" in done.stdout
