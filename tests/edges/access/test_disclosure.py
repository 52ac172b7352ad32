"""The members of responses, and what production discloses about itself."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from entrypoints.cli import serve
from entrypoints.processes.api import http_policy
from entrypoints.settings import Settings
from shared.infra.http.app import create_application
from shared.infra.http.docs import openapi_document
from tests.edges.raw_requests import Asker
from tests.edges.shop import Shop
from tests.module_samples import all_samples

SECRET = re.compile(r"password|secret|token|hash|digest|salt|pepper|card_number|cvc|placed_by|cost_cents")
MEANT = {
    (schema, member)
    for samples in all_samples()
    for schema, members in samples.access.shown_secrets.items()
    for member in members
}


def members(document: dict[str, Any]) -> set[tuple[str, str]]:
    schemas = document["components"]["schemas"]
    return {(name, member) for name, schema in schemas.items() for member in schema.get("properties", {})}


def test_no_response_schema_has_a_secret_member(shop: Shop) -> None:
    reported = {
        (name, member) for name, member in members(openapi_document(shop.app)) if not name.endswith(("In", "Form"))
    }
    assert len(reported) > 300
    assert {one for one in reported if SECRET.search(one[1])} == MEANT


@asynccontextmanager
async def _nothing(_app: Any) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    "path",
    [
        "/api/docs",
        "/api/redoc",
        "/api/openapi.json",
        "/api/assets/docs.js",
        "/api/events",
        "/api/asyncapi.json",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/metrics",
        "/debug",
        "/.env",
        "/.git/config",
        "/console",
    ],
)
async def test_production_discloses_no_implementation_details(shop: Shop, path: str) -> None:
    values: dict[str, Any] = {"DATABASE_URL": "postgresql://x@h/d", "REDIS_URL": "redis://h", "secret_keys": "k" * 32}
    policy = http_policy(Settings(env="production", **values))
    documents = shop.container.documents()
    services = shop.container.http_services()
    ask = Asker(
        create_application(
            policy,
            shop.container.routers(),
            [],
            log_line=lambda _: None,
            lifespan=_nothing,
            documents=documents,
            services=services,
        )
    )
    assert (await ask("GET", path)).status == 404
    assert (await ask("GET", "/problems/busy")).status == 200, "what errors link to stays"


def test_files_of_a_process_are_readable_by_its_user_only(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", "redis://h")

    def run(*_: object, **__: object) -> None:
        (tmp_path / "written").touch()

    monkeypatch.setattr("entrypoints.http.http_server.run_server", run)
    before = os.umask(0)
    try:
        serve.serve()
    finally:
        os.umask(before)
    assert (tmp_path / "written").stat().st_mode & 0o777 == 0o600


def test_the_image_runs_as_an_unprivileged_user() -> None:
    lines = (Path(__file__).parents[3] / "deploy" / "Dockerfile").read_text().splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    (user,) = [line.split()[1] for line in last if line.startswith("USER")]
    assert user not in ("root", "0")
    assert any(line.startswith("RUN useradd --system") and user in line for line in last)
