"""The bootstrap fails if the administrator is invalid, and continues if one exists."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.supervisor import bootstrap
from entrypoints.development.supervisor.bootstrap import Bootstrap, InvalidAdministrator
from entrypoints.development.supervisor.subcommands import CommandFailed
from entrypoints.settings import Settings


@pytest.fixture
def day(tmp_path: Path) -> Bootstrap:
    settings = Settings(DATABASE_URL="postgresql://program@db/shop", REDIS_URL="redis://cache/0")
    return Bootstrap(settings, DataDirectory(tmp_path), {}, log=lambda part, line: None)


def that_says(text: str) -> Callable[..., object]:
    async def output_of(*arguments: str, environment: object) -> str:
        if arguments[0] == "create-admin":
            raise CommandFailed(f"`tradepost create-admin`: {text}")
        return "secret"

    return output_of


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        ("password: Too common.", "TRADEPOST_ADMIN_PASSWORD: Too common."),
        ("email: No.\npassword: No.", "TRADEPOST_ADMIN_EMAIL: No.\nTRADEPOST_ADMIN_PASSWORD: No."),
    ],
)
async def test_a_rejected_administrator_prevents_the_start(
    day: Bootstrap, monkeypatch: pytest.MonkeyPatch, said: str, reported: str
) -> None:
    monkeypatch.setattr(bootstrap, "run_command", that_says(said))
    with pytest.raises(InvalidAdministrator) as caught:
        await day.prepare()
    assert str(caught.value) == reported


async def test_an_existing_administrator_is_accepted(day: Bootstrap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "run_command", that_says("There is an administrator already; ask them."))
    await day.prepare()
