"""Requests about the picture of a product, and the processes that decode it."""

import os
from typing import Any

import httpx2
import psutil

IMAGE = "/v1/products/AAA/image"


PNG = {"Content-Type": "image/png"}


async def put(manager: httpx2.AsyncClient, content: bytes, **headers: str) -> Any:
    response = await manager.put(IMAGE, content=content, headers={**PNG, **headers})
    assert response.status_code == 200, response.text
    return response.json()


def decoders() -> set[int]:
    """All running image worker processes."""
    children = psutil.Process(os.getpid()).children()
    return {child.pid for child in children if "image_worker_process" in " ".join(child.cmdline())}
