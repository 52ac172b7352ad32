"""The registry of payment providers."""

from typing import get_args

from modules.orders.adapters.outbound.payment_provider_registry import ADAPTERS
from modules.orders.public import ProviderAdapter


def test_each_adapter_that_the_settings_accept_exists() -> None:
    assert set(ADAPTERS) == set(get_args(ProviderAdapter))
