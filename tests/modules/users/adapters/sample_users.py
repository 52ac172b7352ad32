"""Sample users and API keys."""

from modules.users.domain.api_key import ApiKey, NewApiKey
from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.secret import KeySecret
from modules.users.domain.user import User
from modules.users.domain.username import Username
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.users import NewUser
from shared.kernel.events import EventMetadata

METADATA = EventMetadata("user:1", "r-1")


async def add(begin: Begin, name: str = "ada", role: Role = Role.CUSTOMER, full_name: str | None = None) -> User:
    async with begin() as work:
        user = await work.users.add(
            NewUser(
                email=Email.parse(f"{name}@example.com"),
                username=Username.parse(name),
                full_name=full_name,
                role=role,
                password_hash=f"plain:{name}",
                now=work.tx.now,
                metadata=METADATA,
            )
        )
        await work.commit()
    return user


async def add_key(begin: Begin, owner: User, secret: KeySecret, *scopes: str) -> ApiKey:
    async with begin() as work:
        key = await work.keys.add(
            NewApiKey(owner_id=owner.id, name="key", scopes=frozenset(scopes), rate_limit="60/60"), secret, work.tx.now
        )
        await work.commit()
    return key
