"""The process that decodes untrusted files: run this module with `python -m`.

It has no settings, secrets, files or connections. It reads pictures from standard input and writes them to
standard output. Resource limits end the process without affecting others.
"""

import json
import math
import resource
import select
import sys
import time
from contextlib import suppress

from modules.inventory.adapters.outbound.pictures.message_frames import encode_frame, read_frame
from modules.inventory.adapters.outbound.pictures.rendering import ImageRejected, render

MEMORY_BYTES = 640 * 2**20
"""A picture of 25 million pixels with transparency needs two thirds of it."""

CPU_SECONDS = 10
"""Per picture. The largest ones usually take two."""

IDLE_SECONDS = 60
"""The process ends after this time without a job, to free its memory."""


def main() -> None:
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    while (
        _has_request()
        and (kind := read_frame(sys.stdin.buffer)) is not None
        and (content := read_frame(sys.stdin.buffer))
    ):
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + CPU_SECONDS, most))
        sys.stdout.buffer.write(_respond(content, kind.decode() or None))
        sys.stdout.buffer.flush()


def _has_request() -> bool:
    return bool(select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)[0])


def _respond(content: bytes, media_type: str | None) -> bytes:
    try:
        rendered = render(content, media_type)
    except ImageRejected as error:
        return encode_frame(json.dumps({"refused": str(error)}).encode())
    except MemoryError:
        return encode_frame(json.dumps({"refused": "too_costly"}).encode())
    header = {size: [each.width, each.height] for size, each in rendered.items()}
    return b"".join(
        [encode_frame(json.dumps(header).encode()), *(encode_frame(each.content) for each in rendered.values())]
    )


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # the system lacks this limit or has a lower one
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
