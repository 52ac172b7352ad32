"""The banner that `up` prints once the shop is ready."""

import json
import re
import secrets
from collections.abc import Mapping

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.infrastructure import Servers
from entrypoints.development.supervisor.bootstrap import BootstrapResult, SampleProduct
from entrypoints.development.supervisor.card_payments import CardPayments
from entrypoints.development.supervisor.subcommands import pasteable_command
from entrypoints.settings import Settings


def ready_banner(
    settings: Settings,
    directory: DataDirectory,
    servers: Servers,
    *,
    cards: CardPayments,
    result: BootstrapResult,
    monitoring_ports: Mapping[str, int],
    on_terminal: bool,
) -> str:
    """The ready line, the addresses of the components, and an example order to paste.

    A new password is shown only `on_terminal`, because other output may be stored.
    """
    here = settings.local_address
    where = {
        "API": f"{here}/v1" + (f"    documentation {here}/api/docs" if settings.shows_docs else ""),
        "PostgreSQL": _without_password(servers.database),
        "Valkey": _without_password(servers.redis),
        "payments": _payments(settings, cards),
        "mail": f"{directory.folder / settings.mail_folder.name}    (`{pasteable_command('mail', 'list')}`)"
        if settings.smtp_url is None or settings.mails_to_folder
        else _without_password(settings.smtp_url),
        "monitoring": _monitoring(settings, monitoring_ports),
        "data": str(directory.folder),
        "administrator": _administrator(settings, directory, result, on_terminal=on_terminal),
    }
    lines = [f"ready {here}", "", *(f"  {name:<14} {value}" for name, value in where.items())]
    if result.key and result.product:
        lines += [
            "",
            "Paste this command; its response is a paid order:",
            "",
            _curl(here, result.key, result.product, by_card=bool(cards.sandbox)),
        ]
    return "\n".join([*lines, ""])


def _administrator(settings: Settings, directory: DataDirectory, result: BootstrapResult, *, on_terminal: bool) -> str:
    if result.new_password and on_terminal:
        return f"{settings.admin_email}    password {result.new_password}    (also in {directory.admin_file})"
    known = f"    password in {directory.admin_file}" if directory.admin_file.exists() else ""
    return f"{settings.admin_email}{known}"


def _monitoring(settings: Settings, ports: Mapping[str, int]) -> str:
    others = ", ".join(f"{name} on port {port}" for name, port in ports.items())
    return f"{settings.local_address}/metrics, /health and /ready    ({others})"


def _payments(settings: Settings, cards: CardPayments) -> str:
    if cards.address is not None:
        return f"sandbox at {cards.address}    (test cards: pm_card_visa, pm_card_visa_chargeDeclined)"
    return "cards by the provider" if settings.takes_cards else "no cards"


def _curl(here: str, key: str, product: SampleProduct, *, by_card: bool) -> str:
    order = {
        "items": [{"sku": product.sku, "quantity": 1, "expected_unit_price_cents": product.price_cents}],
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
    return re.sub("password=[^&]*", "password=…", f"{scheme}://{user.partition(':')[0]}{at}{place}")
