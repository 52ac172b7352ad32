"""The data folder keeps secrets to its user and takes one run at a time."""

import stat
from pathlib import Path

import pytest

from entrypoints.development.processes.data_directory import Home, HomeInUse


def test_a_folder_takes_one_run_at_a_time(tmp_path: Path) -> None:
    first, second = Home(tmp_path / "a"), Home(tmp_path / "a")
    first.occupy()
    with pytest.raises(HomeInUse, match="TRADEPOST_HOME"):
        second.occupy()
    Home(tmp_path / "b").occupy()


def test_a_secret_is_made_up_once_and_readable_by_its_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    secret = home.secret("signing key")
    assert len(secret) >= 32
    assert Home(tmp_path).secret("signing key") == secret
    assert home.kept_secret("another") is None
    home.keep_secret("another", "x")
    assert (home.kept_secret("another"), home.secret("signing key")) == ("x", secret)
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_metrics_of_an_earlier_run_are_gone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (home.emptied_metrics() / "counter_1.db").write_text("old")
    assert list(home.emptied_metrics().iterdir()) == []
