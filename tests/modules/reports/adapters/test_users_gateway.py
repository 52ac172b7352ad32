"""Contract test of the customers port, for the users module and the in-memory fake."""

from modules.reports.adapters.outbound.users_gateway import UsersGateway
from modules.reports.ports.customers import CustomerQueries
from modules.users.application.accounts.register_user import RegisterUserCommand
from modules.users.http_container import UsersHttpContainer
from modules.users.public import UserPolicy
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.principal import ANONYMOUS
from tests.modules.orders.shop import METADATA
from tests.modules.reports.report_readers import InMemoryCustomers


async def test_the_emails_of_those_who_are_there(db: Database) -> None:
    users = UsersHttpContainer(database=db, policy=UserPolicy(("k" * 32,)))
    registration = RegisterUserCommand(
        principal=ANONYMOUS,
        metadata=METADATA,
        email="1@example.com",
        username="ada",
        password="correct horse battery",
        full_name=None,
    )
    ada = await resolve(users.register_user)(registration)
    in_memory = InMemoryCustomers()
    in_memory.erased.add(99)
    implementations: list[CustomerQueries] = [UsersGateway(resolve(users.api)), in_memory]
    for customers in implementations:
        async with db.snapshot() as tx:
            assert await customers.get_emails(tx, [ada.id, 99]) == {ada.id: f"{ada.id}@example.com"}
            assert await customers.get_emails(tx, []) == {}
