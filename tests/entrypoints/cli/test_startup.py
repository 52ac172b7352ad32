"""Startup of the command."""

import subprocess
import sys


def test_imports_trigger_few_garbage_collections() -> None:
    """Loading modules must not trigger full garbage collections; `gc.get_stats` counts them."""
    code = (
        "import gc, entrypoints.cli.__main__; from entrypoints.cli.main import app; "
        "print(sum(generation['collections'] for generation in gc.get_stats()))"
    )
    done = subprocess.run((sys.executable, "-P", "-c", code), capture_output=True, text=True, check=True)
    assert int(done.stdout) < 10
