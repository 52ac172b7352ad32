"""Values of single settings, and variables that are none."""

import pytest

from entrypoints.configuration.environment import SettingsError, SettingsWarning, load

SOUND = {"DATABASE_URL": "postgresql://program@db/shop", "REDIS_URL": "redis://cache/0"}


@pytest.mark.parametrize("code", ["XXQ", "gbp", "POUNDS", "XXX", "XTS", "XAU"])
def test_a_currency_must_be_one(code: str) -> None:
    with pytest.raises(SettingsError, match="TRADEPOST_CURRENCY: not a currency of ISO 4217, like EUR"):
        load({**SOUND, "TRADEPOST_CURRENCY": code})


@pytest.mark.parametrize("code", ["EUR", "USD", "JPY", "KWD", "CLF", "XOF", "XCG", "ZWG"])
def test_currencies_of_any_number_of_decimal_places_are_accepted(code: str) -> None:
    assert load({**SOUND, "TRADEPOST_CURRENCY": code}).currency == code


SERVICE_LINKS = {
    "TRADEPOST_PORT": "tcp://10.0.0.1:8000",
    "TRADEPOST_SERVICE_HOST": "10.0.0.1",
    "TRADEPOST_SERVICE_PORT": "8000",
    "TRADEPOST_SERVICE_PORT_HTTP": "8000",
    "TRADEPOST_PORT_8000_TCP": "tcp://10.0.0.1:8000",
    "TRADEPOST_PORT_8000_TCP_PROTO": "tcp",
    "TRADEPOST_PORT_8000_TCP_PORT": "8000",
    "TRADEPOST_PORT_8000_TCP_ADDR": "10.0.0.1",
    "TRADEPOST_API_PORT": "tcp://10.0.0.2:80",
    "TRADEPOST_API_SERVICE_HOST": "10.0.0.2",
}
"""As Kubernetes sets them for the services `tradepost` and `tradepost-api`."""


def test_variables_of_kubernetes_are_ignored_with_a_warning() -> None:
    with pytest.warns(SettingsWarning) as caught:
        settings = load({**SOUND, **SERVICE_LINKS, "TRADEPOST_POOL_SIZE": "7"})
    assert (settings.port, settings.pool_size) == (8000, 7)
    (warning,) = caught
    assert all(name in str(warning.message) for name in SERVICE_LINKS)


@pytest.mark.parametrize("name", ["TRADEPOST_PORT_NUMBER", "TRADEPOST_SERVICE", "TRADEPOST_API_HOST"])
def test_a_mistyped_name_is_no_service_link(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: unknown setting"):
        load({**SOUND, name: "8000"})
