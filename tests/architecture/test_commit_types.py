"""A forgotten or wrong outcome of a command is a type error: plant each and see mypy report it."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

IMPORTS = """
from modules.users.application.accounts.change_user import ChangeUserCommand
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Begin, Join
from shared.kernel.transaction import Transaction
"""
USE_CASE = "async def _(begin: Begin, join: Join, tx: Transaction, command: ChangeUserCommand, user: User) -> None: "

CODE_BY_BODY = {
    "async with begin(command) as work: await work.commit(user)": None,
    "async with begin(command) as work: await work.commit_without_response()": None,
    "async with begin() as work: await work.commit()": None,
    "async with begin(command) as work: await work.commit()": "call-arg",
    "async with begin(command) as work: await work.commit(None)": "arg-type",
    "async with begin(command) as work: await work.commit(user.id)": "arg-type",
    "async with begin() as work: await work.commit(user)": "call-arg",
    "async with begin(user) as work: await work.commit(user)": "call-overload",
    "await join(tx).commit()": "attr-defined",
}


def test_mypy_checks_the_type_of_the_committed_result(tmp_path: Path) -> None:
    use_cases = tmp_path / "use_cases.py"
    bodies = list(CODE_BY_BODY)
    functions = [USE_CASE.replace("_", f"execute_{n}", 1) + f"\n    {body}\n" for n, body in enumerate(bodies)]
    use_cases.write_text(IMPORTS + "".join(functions))
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), str(use_cases)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    found = {int(line): code for line, code in re.findall(r"use_cases\.py:(\d+): error: .*\[([\w-]+)\]", run.stdout)}
    lines = use_cases.read_text().splitlines()
    assert {lines[line - 1].strip(): code for line, code in found.items()} == {
        body: code for body, code in CODE_BY_BODY.items() if code
    }
