"""What is kept about a person, and who gets it."""

import pytest

from modules.users.application.accounts.export_user import ExportUser
from modules.users.domain.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.module import PersonalData
from shared.kernel.principal import ANONYMOUS, Principal
from tests.modules.users.application.conftest import House, principal


def export(house: House) -> ExportUser:
    async def orders(user_id: int) -> object:
        return [{"id": 1, "of": user_id}]

    async def audit(user_id: int) -> object:
        return []

    return ExportUser(
        house.twins, [PersonalData("orders", "orders:read", orders), PersonalData("audit", "audit:read", audit)]
    )


async def test_one_gets_what_is_kept_of_oneself(house: House) -> None:
    ada = await house.user()
    told = await export(house)(principal(ada), ada.id)
    assert told.user_id == ada.id
    assert told.sections == {"orders": [{"id": 1, "of": ada.id}], "audit": []}


async def test_others_must_be_allowed_every_part(house: House) -> None:
    ada, sue = await house.user(), await house.user("sue", Role.SUPPORT)
    with pytest.raises(Forbidden) as refused:
        await export(house)(principal(sue), ada.id)
    assert refused.value.extensions["missing_scopes"] == ["audit:read"]
    with pytest.raises(Forbidden) as refused:
        await export(house)(principal(sue, "users:read"), ada.id)
    assert refused.value.extensions["missing_scopes"] == ["audit:read", "orders:read"]
    staff = principal(sue, "users:read", "orders:read", "audit:read")
    assert (await export(house)(staff, ada.id)).user_id == ada.id


async def test_to_everybody_else_there_is_no_such_user(house: House) -> None:
    ada, bob = await house.user(), await house.user("bob")
    client = Principal("9", "client", frozenset({"orders:read", "audit:read"}), owner_id=ada.id)
    for caller in (principal(bob), client, ANONYMOUS, Principal("1", "guest")):
        with pytest.raises(NotFound):
            await export(house)(caller, ada.id)
    boss = await house.user("boss", Role.ADMIN)
    with pytest.raises(NotFound):
        await export(house)(principal(boss), 999)
