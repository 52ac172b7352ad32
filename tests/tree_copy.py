"""A copy of the source tree with its own virtual environment, to change and check as a developer would."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_COPIED = (
    *(".git", ".venv", ".tradepost", ".env", ".hypothesis", ".*_cache", "__pycache__", "*.egg-info"),
    *("node_modules", "dist", "demo-data", "results"),
)
SECONDS = 1200


class TreeCopy:
    """`root` is a new folder. The packages are those of the running interpreter; nothing is installed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
        self._create_environment()

    def run(self, *command: str, code: int = 0, **variables: str) -> str:
        """Run a command in the copy, which must end with this exit code. Returns its output."""
        environment = {**os.environ, "PYTHONPATH": str(self.root), **variables}
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        output = done.stdout + done.stderr
        assert done.returncode == code, f"{' '.join(command)} ended with {done.returncode}:\n{output}"
        return output

    def tradepost(self, *arguments: str, code: int = 0) -> str:
        return self.run(".venv/bin/tradepost", *arguments, code=code)

    def pytest(self, *arguments: str, code: int = 0) -> str:
        return self.run(".venv/bin/python", "-I", "-m", "pytest", "-q", *arguments, code=code)

    def texts(self) -> Mapping[str, str]:
        """The sources by path."""
        files = (path for path in self.root.rglob("*") if path.suffix in (".py", ".md", ".txt", ".toml", ".cfg"))
        ours = {path.relative_to(self.root): path for path in files if ".venv" not in path.parts}
        return {
            str(name): path.read_text() for name, path in ours.items() if not any(p.startswith(".") for p in name.parts)
        }

    def _create_environment(self) -> None:
        """A virtual environment that imports the copy, and all else from the running interpreter's."""
        folder = self.root / ".venv"
        venv.create(folder, symlinks=True)
        packages = next(folder.glob("lib/python*/site-packages"))
        (packages / "copy.pth").write_text(f"{self.root}\n{sysconfig.get_path('purelib')}\n")
        for script in Path(sys.executable).parent.iterdir():
            target = folder / "bin" / script.name
            if target.exists() or not script.is_file():
                continue
            content = script.read_bytes()
            if content.startswith(b"#!") and b"python" in content.partition(b"\n")[0]:
                target.write_bytes(f"#!{folder}/bin/python\n".encode() + content.partition(b"\n")[2])
                target.chmod(0o755)
            else:
                target.symlink_to(script.resolve())
        (folder / ".set-up").touch()
