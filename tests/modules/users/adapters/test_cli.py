"""CLI commands, with use cases over in-memory ports."""

import pytest
from typer.testing import CliRunner, Result

from modules.users.adapters.inbound.cli import commands
from modules.users.application.accounts.create_first_admin import CreateFirstAdmin
from modules.users.application.api_keys.create_api_key import CreateApiKey
from modules.users.application.api_keys.grant_api_key import GrantApiKey
from modules.users.domain.secret import KeySecret
from modules.users.public import UserPolicy
from tests.modules.users.in_memory import InMemoryUsers
from tests.modules.users.plain_crypto import PlainHasher
from tests.modules.users.scopes import CATALOG

CREATE = ["create-admin", "--email", "boss@example.com", "--password", "correct horse"]
GRANT = ["api-key", "--owner", "boss@example.com", "--name", "replay", "--scope", "users:write"]


class Terminal:
    def __init__(self) -> None:
        self.in_memory = InMemoryUsers()
        create_key = CreateApiKey(self.in_memory.begin, UserPolicy(("k" * 32,)), CATALOG)
        self._app = commands(
            lambda: CreateFirstAdmin(self.in_memory.begin, PlainHasher()),
            lambda: GrantApiKey(self.in_memory, create_key, CATALOG),
        )

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(self._app, list(words))


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_the_first_admin_is_created_once(terminal: Terminal) -> None:
    first = terminal(*CREATE)
    assert (first.exit_code, "boss@example.com" in first.output) == (0, True)
    assert "correct horse" not in first.output
    again = terminal(*CREATE)
    assert (again.exit_code, "administrator already" in again.output) == (2, True)
    (user,) = terminal.in_memory.memory.users.values()
    assert user.is_acting_admin


def test_errors_are_reported_by_field(terminal: Terminal) -> None:
    response = terminal("create-admin", "--email", "no address", "--password", "correct horse")
    assert (response.exit_code, response.output) == (2, "email: This is not a valid e-mail address.\n")


def test_creating_a_key_prints_only_its_secret_to_stdout(terminal: Terminal) -> None:
    terminal(*CREATE)
    response = terminal(*GRANT, "--rate-limit", "9000/60")
    assert response.exit_code == 0
    assert KeySecret.read(response.stdout.strip())
    (key,) = terminal.in_memory.memory.keys.values()
    assert (key.scopes, key.rate_limit) == (frozenset({"users:write"}), "9000/60")


def test_a_key_has_the_named_scopes_or_all_of_its_owner(terminal: Terminal) -> None:
    terminal(*CREATE)
    assert terminal(*GRANT[:-2], "--all-scopes").exit_code == 0
    (key,) = terminal.in_memory.memory.keys.values()
    assert key.scopes == CATALOG.names
    for arguments in (GRANT[:-2], [*GRANT, "--all-scopes"]):
        refused = terminal(*arguments)
        assert (refused.exit_code, "give either --scope or --all-scopes" in refused.output) == (2, True)
    assert len(terminal.in_memory.memory.keys) == 1


def test_a_key_needs_an_owner_who_holds_the_scopes(terminal: Terminal) -> None:
    unknown = terminal(*GRANT)
    assert (unknown.exit_code, unknown.output) == (2, "There is no such user.\n")
