"""Every example body of the API document works in the demo shop of `make run`.

Each step sends the example of one operation unchanged, to resources that earlier steps created.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY
from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.module_samples import all_samples
from tests.openapi.walk import SECONDS, Walk
from tests.running.running_shop import TRADEPOST, Shop

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]


@pytest.fixture
def walk() -> Iterator[Walk]:
    with TemporaryDirectory(prefix="tradepost-examples-") as folder:
        shop = Shop(Path(folder))
        process = shop.start(*TRADEPOST, "up")
        try:
            shop.until_ready()
            key = shop.home.stored_secret(DEVELOPMENT_KEY)
            assert key is not None
            yield Walk(f"http://127.0.0.1:{shop.port}", key)
        finally:
            process.terminate()
            process.wait(SECONDS)
            stop_everything(shop.home.folder)


def test_every_example_runs_in_the_demo_shop(walk: Walk) -> None:
    documents = [samples.document for samples in all_samples()]
    for document in documents:
        document.send_examples(walk)
    shown = {name for name, (_, _, content) in walk.operations.items() if content}
    not_sent = {operation for document in documents for operation in document.not_sent}
    assert shown - walk.sent == not_sent, "send the new operation's example in the samples of its module"
