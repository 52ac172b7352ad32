"""`tradepost --version`."""

from importlib.metadata import version

from typer.testing import CliRunner

from entrypoints.cli.main import app


def test_the_version_of_the_package_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"tradepost {version('tradepost')}\n")


def test_without_arguments_the_commands_are_listed() -> None:
    result = CliRunner().invoke(app, [])
    assert "A headless order and inventory backend." in result.output
    assert "  serve " in result.output
