"""Argon2id password hashing in a pool of two threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from modules.users.domain.secret import opaque_token
from modules.users.ports.password_hasher import PasswordCheck
from shared.kernel.errors import Unavailable

Result = TypeVar("Result")

_THREADS = 2
_WAITING = 64
"""Maximum number of waiting callers. At about 30 ms each, the last one waits about a second."""


class Argon2idHasher:
    """Implements the port `PasswordHasher`; `memory_kib` and `passes` as OWASP recommends them."""

    def __init__(self, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._hash = PasswordHash((Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=1),))
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hash.hash(password))

    async def verify(self, password: str, hashed: str | None) -> PasswordCheck:
        return await self._run(lambda: self._verify(password, hashed))

    def _verify(self, password: str, hashed: str | None) -> PasswordCheck:
        # Computed in any case, so that its first computation does not reveal whether the account exists.
        dummy = self._dummy_hash
        matches, new_hash = self._hash.verify_and_update(password, hashed or dummy)
        return PasswordCheck(matches, new_hash) if hashed else PasswordCheck(matches=False)

    @cached_property
    def _dummy_hash(self) -> str:
        """The hash of a random password, so that unknown accounts take the same time."""
        return self._hash.hash(opaque_token())

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= _WAITING:
            raise Unavailable("busy", "Too many sign-ins at once.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
