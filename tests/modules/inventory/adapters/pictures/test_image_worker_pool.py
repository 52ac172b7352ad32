"""The pool of image worker processes, which may die."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from modules.inventory.adapters.outbound.pictures import image_worker as workers
from modules.inventory.adapters.outbound.pictures import image_worker_process
from modules.inventory.adapters.outbound.pictures.image_worker_pool import ImageWorkerPool
from modules.inventory.domain.picture import STORED_MEDIA_TYPE
from modules.inventory.ports.pictures import ImageRenderer
from shared.kernel.errors import Invalid, Unavailable
from tests.modules.inventory.images import bomb, head, opened, png_of, sound
from tests.modules.inventory.in_memory.pictures import FakeImageRenderer
from tests.timeouts import TIMEOUT_SECONDS

Plant = Callable[[str], None]


@pytest.fixture
async def renderer() -> AsyncIterator[ImageWorkerPool]:
    await all_gone()  # what another test of this process has ended may still be dying
    made = ImageWorkerPool(seconds=40)
    yield made
    await made.close()
    await all_gone()


@pytest.fixture(params=["processes", "in_memory"])
def either(request: pytest.FixtureRequest) -> ImageRenderer:
    """Both implementations fulfill the same contract."""
    return FakeImageRenderer() if request.param == "in_memory" else request.getfixturevalue("renderer")


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plant:
    """Make new workers run these lines instead of the program, or before it."""

    def planted(lines: str) -> None:
        file = tmp_path / "planted.py"
        file.write_text(lines)
        monkeypatch.setattr(workers, "COMMAND", (sys.executable, "-I", str(file)))

    return planted


def at_work() -> list[psutil.Process]:
    """The worker processes of this test."""
    return [child for child in psutil.Process().children() if _is_of_a_studio(child)]


async def all_gone() -> None:
    """A killed process takes a moment to end."""
    while at_work():
        await asyncio.sleep(0.01)


def _is_of_a_studio(process: psutil.Process) -> bool:
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    return any(word.endswith(("image_worker_process", "planted.py")) for word in command)  # a zombie has no command


async def refusal(renderer: ImageRenderer, content: bytes, media_type: str | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        await renderer.render(content, media_type)
    (error,) = refused.value.errors
    return error.code


async def test_a_picture_is_rendered_in_three_sizes(either: ImageRenderer) -> None:
    rendered = await either.render(sound(900, 300), "image/png")
    sides = {size: (each.width, each.height) for size, each in rendered.items()}
    assert sides == {"small": (200, 67), "medium": (600, 200), "large": (900, 300)}
    assert rendered == await either.render(sound(900, 300), None)
    assert len({each.content for each in rendered.values()}) == 3


async def test_invalid_pictures_are_rejected(either: ImageRenderer) -> None:
    assert await refusal(either, sound(), "image/webp") == "type_mismatch"
    assert await refusal(either, b"<svg/>") == "unreadable_image"
    assert await refusal(either, png_of(head(50_000, 50_000), (b"IDAT", b""), (b"IEND", b""))) == "too_many_pixels"


async def test_the_rendered_format_is_the_stored_media_type(renderer: ImageWorkerPool) -> None:
    rendered = await renderer.render(sound(kind="JPEG"), "image/jpeg")
    assert f"image/{opened(rendered['large'].content).format}".lower() == STORED_MEDIA_TYPE


async def test_the_worker_process_starts_with_the_first_picture(renderer: ImageWorkerPool) -> None:
    assert at_work() == []
    await renderer.render(sound(), None)
    (process,) = at_work()
    assert process.pid != os.getpid()
    await renderer.render(sound(), None)
    assert at_work() == [process]
    assert "PIL" not in _modules_of_the_program()


def _modules_of_the_program() -> str:
    lines = "import sys, modules.inventory.container; print(*sys.modules)"
    return subprocess.run(
        [sys.executable, "-I", "-c", lines], capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    ).stdout


async def test_the_worker_process_has_no_secrets_connections_or_files(renderer: ImageWorkerPool) -> None:
    await renderer.render(sound(), None)
    (process,) = at_work()
    assert set(process.environ()) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}
    assert process.net_connections() == []
    assert process.open_files() == []
    assert os.getsid(process.pid) == process.pid, "Ctrl-C in the terminal is for the shop, which ends it"
    if sys.platform == "linux":
        limits = {
            kind: process.rlimit(kind)[0]
            for kind in (psutil.RLIMIT_AS, psutil.RLIMIT_CORE, psutil.RLIMIT_FSIZE, psutil.RLIMIT_NPROC)
        }
        assert list(limits.values()) == [image_worker_process.MEMORY_BYTES, 0, 0, 0]
        assert process.rlimit(psutil.RLIMIT_CPU)[0] <= image_worker_process.CPU_SECONDS + 5


async def test_a_killed_worker_is_replaced(renderer: ImageWorkerPool) -> None:
    await renderer.render(sound(), None)
    (process,) = at_work()
    process.kill()
    rendered = await renderer.render(sound(), None)
    assert rendered["large"].width == 64
    assert [other.pid for other in at_work()] != [process.pid]


async def test_a_worker_killed_while_rendering_is_replaced(renderer: ImageWorkerPool) -> None:
    await renderer.render(sound(), None)
    (process,) = at_work()
    process.suspend()
    waiting = asyncio.create_task(renderer.render(sound(), None))
    await asyncio.sleep(0)
    process.kill()
    assert (await waiting)["large"].width == 64


DEADLY = {
    "a decoder that crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "one that is killed for its memory": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "one that ends": "",
    "one that talks nonsense": "import sys; sys.stdout.write('x' * 100)",
    "one that tells no sizes": "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2{}'); sys.stdout.flush()",
    "one that tells something else": "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2[]'); sys.stdout.flush()",
}


@pytest.mark.parametrize("lines", DEADLY.values(), ids=DEADLY)
async def test_a_picture_that_kills_two_workers_is_rejected(
    renderer: ImageWorkerPool, plant: Plant, lines: str
) -> None:
    plant(lines)
    assert await refusal(renderer, sound()) == "too_costly"


async def test_memory_is_limited(renderer: ImageWorkerPool, plant: Plant) -> None:
    plant(
        "from modules.inventory.adapters.outbound.pictures import image_worker_process\n"
        f"image_worker_process.MEMORY_BYTES = {64 * 2**20}\nimage_worker_process.main()"
    )
    assert (await renderer.render(sound(), None))["large"].width == 64
    assert await refusal(renderer, bomb(5_000, 5_000)) in ("too_costly", "unreadable_image")
    assert (await renderer.render(sound(), None))["large"].width == 64


async def test_cpu_time_is_limited(renderer: ImageWorkerPool, plant: Plant) -> None:
    plant(
        "from modules.inventory.adapters.outbound.pictures import image_worker_process\n"
        "def render(content, kind):\n    while True: pass\n"
        "image_worker_process.CPU_SECONDS = 0\nimage_worker_process.render = render\nimage_worker_process.main()"
    )
    assert await refusal(renderer, sound()) == "too_costly"


async def test_time_is_limited(plant: Plant) -> None:
    plant("import time; time.sleep(600)")
    renderer = ImageWorkerPool(seconds=0.3)
    with pytest.raises(Unavailable) as refused:
        await renderer.render(sound(), None)
    assert refused.value.code == "busy"
    await renderer.close()
    await all_gone()


async def test_a_cancelled_request_leaves_no_process(renderer: ImageWorkerPool, plant: Plant) -> None:
    plant("import time; time.sleep(600)")
    given_up = asyncio.create_task(renderer.render(sound(), None))
    while not at_work():
        await asyncio.sleep(0.01)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    await all_gone()


async def test_the_number_of_waiting_requests_is_limited() -> None:
    renderer = ImageWorkerPool(workers=2, waiting=6, seconds=60)
    requested = [renderer.render(sound(), None) for _ in range(200)]
    responses = await asyncio.gather(*requested, return_exceptions=True)
    refused = [response for response in responses if isinstance(response, Unavailable)]
    assert (len(refused), {error.code for error in refused}) == (194, {"busy"})
    assert len(at_work()) <= 2
    assert (await renderer.render(sound(), None))["small"].width == 64
    await renderer.close()
    with pytest.raises(Unavailable):
        await renderer.render(sound(), None)
    await all_gone()


def test_workers_end_with_the_program(tmp_path: Path) -> None:
    """A killed program cannot end its workers; they notice the closed pipe."""
    program = (
        "import asyncio, sys, psutil\n"
        "from modules.inventory.adapters.outbound.pictures.image_worker_pool import ImageWorkerPool\n"
        "async def main():\n"
        "    await ImageWorkerPool().render(open(sys.argv[1], 'rb').read(), None)\n"
        "    print(*(child.pid for child in psutil.Process().children()), flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    (picture := tmp_path / "picture").write_bytes(sound())
    with subprocess.Popen([sys.executable, "-I", "-c", program, str(picture)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
    assert len(children) == 1
    _, alive = psutil.wait_procs(children, timeout=TIMEOUT_SECONDS)
    assert alive == []
