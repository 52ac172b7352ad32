import pytest

from modules.notifications.domain.amount import amount


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (123450, "GBP", "1,234.50 GBP"),
        (5, "EUR", "0.05 EUR"),
        (0, "USD", "0.00 USD"),
        (-250, "GBP", "-2.50 GBP"),
        (1234, "JPY", "1,234 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (12345, "CLF", "1.2345 CLF"),
        (1234, "RSD", "12.34 RSD"),
        (1234, "IQD", "1.234 IQD"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(cents: int, currency: str, words: str) -> None:
    assert amount(cents, currency) == words
