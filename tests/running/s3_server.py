"""A real S3 server on loopback."""

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

BUCKET = "shop-files"
CREDENTIALS = "access_key_id=test&secret_access_key=test&region=us-east-1"


@contextmanager
def s3_server() -> Iterator[str]:
    """Start the server with an empty bucket; yields the URL of a storage in it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        _create_bucket(endpoint)
        yield f"s3://{BUCKET}/a/prefix?endpoint={endpoint}&{CREDENTIALS}"
    finally:
        server.stop()


def _create_bucket(endpoint: str) -> None:
    """A bucket is created by a PUT of its root."""
    request = urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT", headers={"Authorization": "AWS test:test"})
    urllib.request.urlopen(request, timeout=10).close()
