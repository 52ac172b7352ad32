"""`tradepost backup` and `restore` refuse what is impossible in a sentence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from entrypoints.cli.main import app


def invoke(home: Path, *arguments: str, **environment: str) -> Result:
    runner = CliRunner(env={"TRADEPOST_HOME": str(home / "home"), **environment})
    return runner.invoke(app, [*arguments])


@pytest.fixture
def storage(tmp_path: Path) -> dict[str, str]:
    return {"TRADEPOST_BACKUP_URL": (tmp_path / "backup").as_uri()}


@pytest.mark.parametrize("command", [["backup"], ["backup", "list"], ["restore", "--into", "copy"]])
def test_without_a_storage_the_setting_is_named(tmp_path: Path, command: list[str]) -> None:
    ended = invoke(tmp_path, *command)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("TRADEPOST_BACKUP_URL is not set")


def test_a_storage_of_another_kind_is_refused(tmp_path: Path) -> None:
    ended = invoke(tmp_path, "backup", TRADEPOST_BACKUP_URL="ftp://host/folder")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("TRADEPOST_BACKUP_URL: write file:///FOLDER or s3://BUCKET/PREFIX")


def test_another_server_is_left_to_other_tools(tmp_path: Path, storage: dict[str, str]) -> None:
    ended = invoke(tmp_path, "backup", DATABASE_URL="postgresql://u@db/shop", REDIS_URL="redis://cache", **storage)
    assert ended.exit_code == 2
    assert "is not the embedded server" in ended.stderr
    assert "pgBackRest" in ended.stderr


def test_a_shop_that_does_not_run_cannot_be_backed_up(tmp_path: Path, storage: dict[str, str]) -> None:
    ended = invoke(tmp_path, "backup", **storage)
    assert ended.exit_code == 2
    assert "start the shop with `tradepost up`" in ended.stderr


def test_an_empty_storage_is_listed_and_not_restored(tmp_path: Path, storage: dict[str, str]) -> None:
    assert "archived until -" in invoke(tmp_path, "backup", "list", **storage).stdout
    ended = invoke(tmp_path, "restore", "--into", str(tmp_path / "copy"), **storage)
    assert (ended.exit_code, (tmp_path / "copy").exists()) == (2, False)
    assert "no base backup" in ended.stderr


@pytest.mark.parametrize(
    ("at", "reported"),
    [
        ("2026-11-30T12:00:00", "--at: 2026-11-30T12:00:00 has no time zone; add Z for UTC: 2026-11-30T12:00:00Z"),
        ("yesterday", "--at: write an instant like 2026-11-30T12:00:00Z"),
    ],
)
def test_an_instant_needs_a_time_zone(tmp_path: Path, storage: dict[str, str], at: str, reported: str) -> None:
    ended = invoke(tmp_path, "restore", "--at", at, "--into", str(tmp_path / "copy"), **storage)
    assert (ended.exit_code, ended.stderr) == (2, f"{reported}\n")


def test_the_target_of_a_restore_must_be_named_and_empty(tmp_path: Path, storage: dict[str, str]) -> None:
    assert "--into: name the folder" in invoke(tmp_path, "restore", **storage).stderr
    ended = invoke(tmp_path, "restore", "--into", str(tmp_path / "home"), **storage)
    assert ended.exit_code == 2
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "file").touch()
    ended = invoke(tmp_path, "restore", "--into", str(tmp_path / "home"), **storage)
    assert "is not empty: --into names a new folder" in ended.stderr


def test_only_a_paused_copy_is_resumed(tmp_path: Path) -> None:
    ended = invoke(tmp_path, "restore", "--resume")
    assert ended.exit_code == 2
    assert "is not a paused copy" in ended.stderr
