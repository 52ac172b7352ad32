"""The memory of password hashes is returned to the system, in a process of its own."""

import platform
import subprocess
import sys

import pytest

HASH = """
from pathlib import Path
from resource import getpagesize
from argon2 import PasswordHasher
from entrypoints.processes.freed_memory import return_large_blocks

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()

{call}
hasher = PasswordHasher(time_cost=1, memory_cost=19_456, parallelism=1)
before = resident()
for _ in range(3):
    hasher.hash("correct horse battery")
print(resident() - before)
"""


def growth(call: str) -> float:
    """The growth of the process, in MB, after three hashes of 19 MB each."""
    done = subprocess.run([sys.executable, "-c", HASH.format(call=call)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1e6


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries return freed blocks themselves")
def test_memory_of_hashes_is_returned() -> None:
    assert growth("return_large_blocks()") < 5
    assert growth("") > 15
