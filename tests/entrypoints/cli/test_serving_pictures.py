"""Pictures through a real API process, which stops its workers when it stops."""

import signal
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
import psutil
import pytest

from entrypoints.api_program import ApiProgram
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.application.api_keys.grant_api_key import GrantApiKeyCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import resolve
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.images import encoded, halves, sound
from tests.running.serve_process import serving
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.timeout(180)]

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""No certificates: reading those of the system for each client takes longer than the test."""

IMAGE = "/v1/products/AAA/image"
PNG = {"Content-Type": "image/png"}


@dataclass
class Served:
    process: psutil.Process
    address: str
    key: str

    def client(self) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx2.Client(
            base_url=self.address, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False, verify=NO_TLS
        )

    def studios(self) -> list[psutil.Process]:
        return [
            one for one in self.process.children(recursive=True) if "image_worker_process" in " ".join(_command(one))
        ]


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


@pytest.fixture
async def key(database_url: str) -> str:
    """An API key that can change the catalogue."""
    container = ApiProgram(partial(settings_of, database_url), "test")
    metadata = EventMetadata("system", "r")
    await resolve(container.of(UsersHttpContainer).create_first_admin)(
        CreateFirstAdminCommand(
            principal=SYSTEM,
            metadata=metadata,
            email="ada@shop.example",
            username="ada",
            password="correct horse battery",
        )
    )
    created = await resolve(container.of(UsersHttpContainer).grant_api_key)(
        GrantApiKeyCommand(
            principal=SYSTEM, metadata=metadata, owner="ada", name="test", scopes=frozenset({"catalog:write"})
        )
    )
    await container.close()
    return str(created.secret)


@pytest.fixture
def served(database_url: str, redis_url: str, broker_url: str, key: str, tmp_path: Path) -> Iterator[Served]:
    settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "TRADEPOST_BROKER_URL": broker_url}
    with serving(tmp_path, {"TRADEPOST_HOME": str(tmp_path), **settings}) as command:
        yield Served(psutil.Process(command.process.pid), command.address, key)


def test_pictures_are_uploaded_and_served(served: Served, tmp_path: Path) -> None:
    with served.client() as client:
        product = client.post("/v1/products", json={"sku": "AAA", "name": "A thing", "price_cents": 100})
        assert product.status_code == 201, product.text
        put = client.put(IMAGE, content=sound(), headers=PNG)
        assert put.status_code == 200, put.text
        shown = client.get(put.json()["image"]["large"]["url"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
        assert list((tmp_path / "media").iterdir())

        for studio in served.studios():
            studio.kill()
        content = encoded(halves(3000, 2000), "JPEG")
        jpeg = client.put(IMAGE, files={"file": ("a.jpg", content, "image/jpeg")})
        assert jpeg.status_code == 200, jpeg.text
        pieces = (bytes(2**16) for _ in range(161))
        large = client.put(IMAGE, content=pieces, headers=PNG)
        assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
        assert client.get(IMAGE).status_code == 200

    studios = served.studios()
    assert studios
    served.process.send_signal(signal.SIGTERM)
    _, alive = psutil.wait_procs(studios, timeout=TIMEOUT_SECONDS)
    assert alive == []
