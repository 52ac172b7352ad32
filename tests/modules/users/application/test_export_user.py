"""The export of personal data and its authorization."""

import pytest

from modules.users.application.accounts.export_user import ExportUser
from modules.users.domain.roles import Role
from shared.kernel.errors import Forbidden, NotFound
from shared.kernel.module import PersonalData
from shared.kernel.principal import ANONYMOUS, Principal
from tests.modules.users.application.conftest import UseCases, principal


def export(use_cases: UseCases) -> ExportUser:
    async def orders(user_id: int) -> object:
        return [{"id": 1, "of": user_id}]

    async def audit(user_id: int) -> object:
        return []

    return ExportUser(
        use_cases.in_memory, [PersonalData("orders", "orders:read", orders), PersonalData("audit", "audit:read", audit)]
    )


async def test_a_user_exports_own_data(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    reported = await export(use_cases)(principal(ada), ada.id)
    assert reported.user_id == ada.id
    assert reported.sections == {"orders": [{"id": 1, "of": ada.id}], "audit": []}


async def test_exporting_another_user_requires_all_scopes(use_cases: UseCases) -> None:
    ada, sue = await use_cases.user(), await use_cases.user("sue", Role.SUPPORT)
    with pytest.raises(Forbidden) as refused:
        await export(use_cases)(principal(sue), ada.id)
    assert refused.value.extensions["missing_scopes"] == ["audit:read"]
    with pytest.raises(Forbidden) as refused:
        await export(use_cases)(principal(sue, "users:read"), ada.id)
    assert refused.value.extensions["missing_scopes"] == ["audit:read", "orders:read"]
    staff = principal(sue, "users:read", "orders:read", "audit:read")
    assert (await export(use_cases)(staff, ada.id)).user_id == ada.id


async def test_the_user_is_not_found_by_other_callers(use_cases: UseCases) -> None:
    ada, bob = await use_cases.user(), await use_cases.user("bob")
    client = Principal("9", "client", frozenset({"orders:read", "audit:read"}), owner_id=ada.id)
    for caller in (principal(bob), client, ANONYMOUS, Principal("1", "guest")):
        with pytest.raises(NotFound):
            await export(use_cases)(caller, ada.id)
    boss = await use_cases.user("boss", Role.ADMIN)
    with pytest.raises(NotFound):
        await export(use_cases)(principal(boss), 999)
