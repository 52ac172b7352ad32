"""`tradepost openapi` prints the document that the API serves, without a running server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli.main import app
from entrypoints.configuration.environment import load
from entrypoints.http.asgi import application
from shared.infra.http.docs import openapi_document


def test_it_prints_the_document_that_is_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(app, ["openapi"])
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout) == openapi_document(application(load({}, servers_pending=True)))
    assert CliRunner().invoke(app, ["openapi", "-o", "api.json"]).exit_code == 0
    assert json.loads((tmp_path / "api.json").read_bytes()) == json.loads(printed.stdout)
