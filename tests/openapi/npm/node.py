"""Installs and runs the npm tools, as locked in the lock file next to it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE / "build"
_BIN = HERE / "node_modules" / ".bin"
_READY = HERE / "node_modules" / ".set-up"
_LOCK = HERE / "package-lock.json"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
"""The tools send no telemetry."""


def is_present() -> bool:
    return shutil.which("node") is not None and shutil.which("npm") is not None


def is_installed() -> bool:
    return is_present() and _READY.exists() and _READY.read_bytes() == _LOCK.read_bytes()


def install() -> None:
    """Install the locked packages if needed, without running their scripts."""
    if not is_installed():
        print("installing the locked packages into tests/openapi/npm/node_modules")
        subprocess.run(("npm", "ci", "--silent"), cwd=HERE, check=True)
        shutil.copyfile(_LOCK, _READY)


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool and return its output, whatever its exit code."""
    command = (str(_BIN / tool), *arguments)
    return subprocess.run(command, cwd=HERE, env={**os.environ, **_QUIET}, capture_output=True, text=True)


def exported(path: Path) -> Path:
    """Write the document to this file; needs no running server."""
    subprocess.run((sys.executable, "-m", "entrypoints.cli", "openapi", "-o", str(path)), check=True)
    return path


def compile_client(document: Path) -> str:
    """Generate types from the document and compile `client.ts` with them into `build`; the compiler's errors."""
    shutil.rmtree(BUILD, ignore_errors=True)
    types = run("openapi-typescript", str(document), "--default-non-nullable=false", "-o", str(BUILD / "schema.d.ts"))
    if types.returncode:
        return types.stdout + types.stderr
    compiled = run("tsc", "-p", ".")
    return compiled.stdout + compiled.stderr
