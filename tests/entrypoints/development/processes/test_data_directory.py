"""The data directory protects its secrets and allows one run at a time."""

import stat
from pathlib import Path

import pytest

from entrypoints.development.processes.data_directory import DataDirectory, DataDirectoryInUse


def test_a_folder_takes_one_run_at_a_time(tmp_path: Path) -> None:
    first, second = DataDirectory(tmp_path / "a"), DataDirectory(tmp_path / "a")
    first.lock()
    with pytest.raises(DataDirectoryInUse, match="TRADEPOST_HOME"):
        second.lock()
    DataDirectory(tmp_path / "b").lock()


def test_a_secret_is_generated_once_and_readable_by_its_user_only(tmp_path: Path) -> None:
    home = DataDirectory(tmp_path)
    secret = home.secret("signing key")
    assert len(secret) >= 32
    assert DataDirectory(tmp_path).secret("signing key") == secret
    assert home.stored_secret("another") is None
    home.store_secret("another", "x")
    assert (home.stored_secret("another"), home.secret("signing key")) == ("x", secret)
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_metrics_of_an_earlier_run_are_deleted(tmp_path: Path) -> None:
    home = DataDirectory(tmp_path / "home")
    (home.empty_metrics_folder() / "counter_1.db").write_text("old")
    assert list(home.empty_metrics_folder().iterdir()) == []
