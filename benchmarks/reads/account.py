"""A user of Tradepost who reads."""

import time
from dataclasses import dataclass

import httpx2

from benchmarks.reads.read_request import ReadRequest
from benchmarks.systems.shop_api import TOKEN_SECONDS


@dataclass(slots=True)
class Account:
    """Signs in again before the token expires."""

    http: httpx2.AsyncClient
    username: str
    password: str
    _token: str = ""
    _taken: float = float("-inf")

    async def token(self) -> str:
        if time.monotonic() - self._taken > TOKEN_SECONDS:
            form = {"grant_type": "password", "username": self.username, "password": self.password}
            issued = (await self.http.post("/v1/auth/token", data=form)).raise_for_status().json()
            self._token, self._taken = str(issued["access_token"]), time.monotonic()
        return self._token

    async def read(self, path: str) -> ReadRequest:
        """The request of this path, with the body that the server returns now."""
        response = await self.http.get(path, headers={"Authorization": f"Bearer {await self.token()}"})
        return ReadRequest(path, response.raise_for_status().content)
