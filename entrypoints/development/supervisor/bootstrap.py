"""Bootstrap of a new shop: an administrator, a development key and demo products."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from httpx2 import AsyncClient, HTTPError

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY as KEY
from entrypoints.configuration.development_secrets import write_private
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.supervised_process import LogLine
from entrypoints.development.shop_data.demo import EXAMPLE_PRODUCT
from entrypoints.development.supervisor.readiness import until_ready
from entrypoints.development.supervisor.subcommands import CommandFailed, run_command
from entrypoints.settings import Settings

SECOND_LOCATION = "LEEDS"

_VARIABLES = {"email": "TRADEPOST_ADMIN_EMAIL", "password": "TRADEPOST_ADMIN_PASSWORD"}


class InvalidAdministrator(Exception):
    """The settings do not describe a valid administrator; the message names the variable."""


@dataclass(frozen=True, slots=True)
class SampleProduct:
    """A product that can be ordered now."""

    sku: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """Results for the banner; `new_password` only when it was created in this run."""

    new_password: str | None = field(repr=False)
    key: str | None = field(repr=False)
    product: SampleProduct | None


class Bootstrap:
    """Creates what is missing, through the program's own commands and API."""

    def __init__(
        self, settings: Settings, directory: DataDirectory, environment: Mapping[str, str], *, log: LogLine
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._environment = environment
        self._log = log
        self._new_password: str | None = None

    async def prepare(self) -> None:
        """Create the administrator and the key while the API starts."""
        if self._directory.stored_secret(KEY) is None:
            await self._create_admin()
            await self._create_key()

    async def finish(self) -> BootstrapResult:
        """Once the API is ready, verify the key and make sure that there is a product to order."""
        async with AsyncClient(base_url=self._settings.local_address, timeout=10, trust_env=False) as api:
            while True:
                try:
                    return await self._finish(api)
                except HTTPError as error:  # the API died and is being restarted
                    self._log("up", f"{type(error).__name__}; trying again")
                    await until_ready(self._settings, self._log)

    async def _finish(self, api: AsyncClient) -> BootstrapResult:
        if await self._key_is_rejected(api):
            await self._create_admin()
            await self._create_key()
        product = await self._sample_product(api)
        if product is None and self._settings.demo:
            await self._load_demo_data()
            await self._create_second_location(api)
            product = await self._sample_product(api)
        return BootstrapResult(self._new_password, self._directory.stored_secret(KEY), product)

    async def _create_admin(self) -> None:
        password = self._settings.admin_password or secrets.token_urlsafe(15)
        try:
            await run_command(
                *("create-admin", "--email", self._settings.admin_email, "--username", "admin"),
                environment={**self._environment, "TRADEPOST_ADMIN_PASSWORD": password},
            )
        except CommandFailed as failure:
            if invalid := _invalid_settings(str(failure)):
                raise InvalidAdministrator(invalid) from None
            self._log("up", str(failure))
            return
        write_private(self._directory.admin_file, f"{self._settings.admin_email}\n{password}\n")
        if self._settings.admin_password is None:
            self._new_password = password

    async def _create_key(self) -> None:
        """The development key has every scope; production has no such key."""
        if self._settings.is_production:
            return
        owner = ("--owner", self._settings.admin_email, "--name", "development")
        try:
            secret = await run_command("api-key", *owner, "--all-scopes", environment=self._environment)
        except CommandFailed as failure:
            self._log("up", str(failure))
            return
        self._directory.store_secret(KEY, secret)

    async def _key_is_rejected(self, api: AsyncClient) -> bool:
        """Whether the stored key is rejected, because the directory belongs to another database."""
        key = self._directory.stored_secret(KEY)
        if key is None:
            return False
        response = await api.get("/v1/api-keys", headers={"Authorization": f"Bearer {key}"})
        return response.status_code == 401

    async def _sample_product(self, api: AsyncClient) -> SampleProduct | None:
        response = await api.get("/v1/products", params={"in_stock": "true", "active": "true", "limit": 1})
        items = response.json()["items"] if response.is_success else []
        return SampleProduct(items[0]["sku"], items[0]["price_cents"]) if items else None

    async def _load_demo_data(self) -> None:
        self._log("up", "loading demo products and stock")
        try:
            await run_command("demo-data", "load", environment=self._environment)
        except CommandFailed as failure:
            self._log("up", str(failure))

    async def _create_second_location(self, api: AsyncClient) -> None:
        """Create the location and the stock that the examples of the API document use."""
        headers = {"Authorization": f"Bearer {self._directory.stored_secret(KEY)}", "Idempotency-Key": SECOND_LOCATION}
        place = {"code": SECOND_LOCATION, "name": "Leeds warehouse", "country": "GB", "priority": 200}
        response = await api.post("/v1/locations", json=place, headers=headers)
        stock = {"sku": EXAMPLE_PRODUCT.sku, "quantity": 500, "location_code": SECOND_LOCATION}
        if response.is_success:
            response = await api.post("/v1/inventory/restock", json=stock, headers=headers)
        if not response.is_success:
            self._log("up", f"the second location could not be created: {response.text}")


def _invalid_settings(errors: str) -> str:
    """The error of each variable; empty if the command failed for another reason."""
    found = re.findall(r"(?:^|: )(email|password): (.+)$", errors, re.MULTILINE)
    return "\n".join(f"{_VARIABLES[name]}: {message}" for name, message in found)
