"""What a new shop begins with: an administrator, a development key, and something to sell."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from httpx2 import AsyncClient, HTTPError

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY as KEY
from entrypoints.configuration.development_secrets import write_private
from entrypoints.development.processes.data_directory import Home
from entrypoints.development.processes.supervised_process import Say
from entrypoints.development.shop_data.demo import DOCUMENTED
from entrypoints.development.supervisor.readiness import until_ready
from entrypoints.development.supervisor.subcommands import CommandFailed, output_of
from entrypoints.settings import Settings

KEY_RIGHTS = {
    "orders": ("create", "read", "write", "refund"),
    "payments": ("record",),
    "fulfillment": ("write",),
    "returns": ("write",),
    "inventory": ("read", "write"),
    "catalog": ("write",),
    "coupons": ("read", "write"),
    "users": ("read", "write"),
    "reports": ("read",),
    "webhooks": ("manage",),
    "events": ("read",),
    "audit": ("read",),
    "system": ("admin",),
}
"""A developer's key opens everything; there is none in production."""


SECOND_LOCATION = "LEEDS"

_VARIABLES = {"email": "TRADEPOST_ADMIN_EMAIL", "password": "TRADEPOST_ADMIN_PASSWORD"}


class AdministratorRefused(Exception):
    """No administrator can be made of what the settings say; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be bought now."""

    sku: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the terminal is told; `new_password` only on the day it was made."""

    new_password: str | None = field(repr=False)
    key: str | None = field(repr=False)
    offer: Offer | None


class FirstDay:
    """Prepares once what is missing, by the program's own commands and API."""

    def __init__(self, settings: Settings, home: Home, environment: Mapping[str, str], say: Say) -> None:
        self._settings = settings
        self._home = home
        self._environment = environment
        self._say = say
        self._new_password: str | None = None

    async def before_opening(self) -> None:
        """Make the administrator and the key while the API starts."""
        if self._home.kept_secret(KEY) is None:
            await self._make_admin()
            await self._make_key()

    async def welcome(self) -> Welcome:
        """See that the key opens the shop and that there is something to buy, now that the API answers."""
        async with AsyncClient(base_url=self._settings.local_address, timeout=10, trust_env=False) as api:
            while True:
                try:
                    return await self._welcome(api)
                except HTTPError as error:  # the API has died and is started again
                    self._say("up", f"{type(error).__name__}; trying again")
                    await until_ready(self._settings, self._say)

    async def _welcome(self, api: AsyncClient) -> Welcome:
        if await self._is_refused(api):
            await self._make_admin()
            await self._make_key()
        offer = await self._offer(api)
        if offer is None and self._settings.demo:
            await self._fill_shop()
            await self._open_second_location(api)
            offer = await self._offer(api)
        return Welcome(self._new_password, self._home.kept_secret(KEY), offer)

    async def _make_admin(self) -> None:
        password = self._settings.admin_password or secrets.token_urlsafe(15)
        try:
            await output_of(
                *("create-admin", "--email", self._settings.admin_email, "--username", "admin"),
                environment={**self._environment, "TRADEPOST_ADMIN_PASSWORD": password},
            )
        except CommandFailed as failure:
            if mistakes := _mistakes(str(failure)):
                raise AdministratorRefused(mistakes) from None
            self._say("up", str(failure))
            return
        write_private(self._home.admin_file, f"{self._settings.admin_email}\n{password}\n")
        if self._settings.admin_password is None:
            self._new_password = password

    async def _make_key(self) -> None:
        if self._settings.is_production:
            return
        scopes = [f"--scope={what}:{right}" for what, rights in KEY_RIGHTS.items() for right in rights]
        owner = ("--owner", self._settings.admin_email, "--name", "development")
        try:
            secret = await output_of("api-key", *owner, *scopes, environment=self._environment)
        except CommandFailed as failure:
            self._say("up", str(failure))
            return
        self._home.keep_secret(KEY, secret)

    async def _is_refused(self, api: AsyncClient) -> bool:
        """Whether the kept key is of another database: the folder was kept and the database was not."""
        key = self._home.kept_secret(KEY)
        if key is None:
            return False
        answer = await api.get("/v1/api-keys", headers={"Authorization": f"Bearer {key}"})
        return answer.status_code == 401

    async def _offer(self, api: AsyncClient) -> Offer | None:
        answer = await api.get("/v1/products", params={"in_stock": "true", "active": "true", "limit": 1})
        items = answer.json()["items"] if answer.is_success else []
        return Offer(items[0]["sku"], items[0]["price_cents"]) if items else None

    async def _fill_shop(self) -> None:
        self._say("up", "filling the shop with demo products and stock")
        try:
            await output_of("demo-data", "load", environment=self._environment)
        except CommandFailed as failure:
            self._say("up", str(failure))

    async def _open_second_location(self, api: AsyncClient) -> None:
        """Where the examples of the API's document move stock to; it holds some of the product that they name."""
        headers = {"Authorization": f"Bearer {self._home.kept_secret(KEY)}", "Idempotency-Key": SECOND_LOCATION}
        place = {"code": SECOND_LOCATION, "name": "Leeds warehouse", "country": "GB", "priority": 200}
        answer = await api.post("/v1/locations", json=place, headers=headers)
        stock = {"sku": DOCUMENTED.sku, "quantity": 500, "location_code": SECOND_LOCATION}
        if answer.is_success:
            answer = await api.post("/v1/inventory/restock", json=stock, headers=headers)
        if not answer.is_success:
            self._say("up", f"no second location: {answer.text}")


def _mistakes(said: str) -> str:
    """What is wrong with the settings, by variable; empty where something else was (there is one already)."""
    found = re.findall(r"(?:^|: )(email|password): (.+)$", said, re.MULTILINE)
    return "\n".join(f"{_VARIABLES[name]}: {message}" for name, message in found)
