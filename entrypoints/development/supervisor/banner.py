"""What `up` shows once orders can be taken."""

import json
import secrets

from entrypoints.development.processes.data_directory import Home
from entrypoints.development.servers.infrastructure import Servers
from entrypoints.development.supervisor.bootstrap import Offer, Welcome
from entrypoints.development.supervisor.card_payments import CardPayments
from entrypoints.development.supervisor.subcommands import shown
from entrypoints.settings import Settings


def greeting(
    settings: Settings, home: Home, servers: Servers, cards: CardPayments, welcome: Welcome, *, on_terminal: bool
) -> str:
    """The ready line, what runs where, and an order to paste.

    A new password is shown `on_terminal` alone: other output is kept by somebody.
    """
    here = settings.local_address
    where = {
        "API": f"{here}/v1" + (f"    documentation {here}/api/docs" if settings.shows_docs else ""),
        "PostgreSQL": _without_password(servers.database),
        "Valkey": _without_password(servers.redis),
        "payments": _payments(settings, cards),
        "mail": f"{home.folder / settings.mail_folder.name}    (`{shown('mail', 'list')}`)"
        if settings.smtp_url is None
        else _without_password(settings.smtp_url),
        "data": str(home.folder),
        "administrator": _administrator(settings, home, welcome, on_terminal=on_terminal),
    }
    lines = [f"ready {here}", "", *(f"  {name:<14} {value}" for name, value in where.items())]
    if welcome.key and welcome.offer:
        lines += [
            "",
            "Paste this; its answer is a paid order:",
            "",
            _curl(here, welcome.key, welcome.offer, by_card=bool(cards.sandbox)),
        ]
    return "\n".join([*lines, ""])


def _administrator(settings: Settings, home: Home, welcome: Welcome, *, on_terminal: bool) -> str:
    if welcome.new_password and on_terminal:
        return f"{settings.admin_email}    password {welcome.new_password}    (also in {home.admin_file})"
    known = f"    password in {home.admin_file}" if home.admin_file.exists() else ""
    return f"{settings.admin_email}{known}"


def _payments(settings: Settings, cards: CardPayments) -> str:
    if cards.address is not None:
        return f"sandbox at {cards.address}    (test cards: pm_card_visa, pm_card_visa_chargeDeclined)"
    return "cards by the provider" if settings.stripe_api_key else "no cards"


def _curl(here: str, key: str, offer: Offer, *, by_card: bool) -> str:
    order = {
        "items": [{"sku": offer.sku, "quantity": 1, "expected_unit_price_cents": offer.price_cents}],
        "customer": {"name": "Ada Shopper", "email": "ada@customers.example"},
        "shipping_address": {
            "name": "Ada Shopper",
            "line1": "1 High Street",
            "city": "London",
            "postal_code": "EC1A 1BB",
            "country": "GB",
        },
        "payment": {"method": "card", "token": "pm_card_visa"} if by_card else {"method": "manual"},
    }
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"first-order-{secrets.token_hex(4)}",
        **({"Prefer": "wait=10"} if by_card else {}),
    }
    options = "".join(f" \\\n  -H '{name}: {value}'" for name, value in headers.items())
    return f"curl -sS {here}/v1/orders{options} \\\n  -d '{json.dumps(order)}'"


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}"
