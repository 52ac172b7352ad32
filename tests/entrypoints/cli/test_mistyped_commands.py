"""The error of a mistyped command suggests a similar command, of a process or of a module."""

import pytest
from typer.testing import CliRunner

from entrypoints.cli.main import app


@pytest.mark.parametrize(
    ("typed", "meant"), [("srve", "serve"), ("doctr", "doctor"), ("dead-leters", "dead-letters"), ("Doctor", "doctor")]
)
def test_the_nearest_command_is_named(typed: str, meant: str) -> None:
    result = CliRunner().invoke(app, [typed])
    assert result.exit_code == 2
    assert f"Did you mean `{meant}`?" in result.output


def test_an_unknown_name_without_a_similar_one_has_no_suggestion() -> None:
    result = CliRunner().invoke(app, ["xyzzy"])
    assert result.exit_code == 2
    assert "No such command 'xyzzy'." in result.output
    assert "Did you mean" not in result.output
