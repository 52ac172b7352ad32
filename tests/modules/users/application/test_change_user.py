import pytest

from modules.users.application.accounts.change_profile import ChangeProfileCommand
from modules.users.application.accounts.change_user import ChangeUserCommand
from modules.users.application.accounts.delete_user import DeleteUserCommand
from modules.users.domain.roles import Role
from shared.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, VersionMismatch
from shared.kernel.principal import SYSTEM
from tests.modules.users.application.conftest import METADATA, UseCases, principal
from tests.modules.users.scopes import CATALOG


async def test_an_admin_assigns_a_role(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada")
    changed = await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, role=Role.SUPPORT)
    )
    assert (changed.role, changed.version) == (Role.SUPPORT, 2)
    assert use_cases.event_types()[2:] == ["users.user.updated"]
    assert use_cases.in_memory.memory.audit[-1].changes == {"role": ["customer", "support"]}


async def test_events_of_a_user_are_numbered_without_a_gap(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada")
    for change in (
        ChangeUserCommand(
            principal=principal(boss), metadata=METADATA, user_id=ada.id, role=Role.SUPPORT, is_active=False
        ),
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, is_active=True),
    ):
        await use_cases.change(change)
    await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id))
    events = [(r.sequence, r.event.type) for r in use_cases.in_memory.memory.events if r.aggregate_id == str(ada.id)]
    assert events == [
        (1, "users.user.registered"),
        (2, "users.user.updated"),
        (3, "users.user.deactivated"),
        (4, "users.user.updated"),
        (5, "users.user.deleted"),
    ]


async def test_a_change_that_changes_nothing_is_no_event(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada")
    changed = await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, role=Role.CUSTOMER)
    )
    assert (changed.version, len(use_cases.in_memory.memory.events), use_cases.in_memory.memory.audit) == (1, 2, [])


@pytest.mark.parametrize(("target", "role"), [(Role.CUSTOMER, Role.ADMIN), (Role.ADMIN, Role.CUSTOMER)])
async def test_a_role_beyond_the_callers_scopes_cannot_be_changed(
    use_cases: UseCases, target: Role, role: Role
) -> None:
    await use_cases.user("boss", Role.ADMIN)
    clerk, ada = await use_cases.user("clerk"), await use_cases.user("ada", target)
    with pytest.raises(Forbidden) as refused:
        await use_cases.change(
            ChangeUserCommand(principal=principal(clerk, "users:write"), metadata=METADATA, user_id=ada.id, role=role)
        )
    missing = sorted(CATALOG.names - {"users:write"})
    assert refused.value.extensions == {"required_scope": missing[0], "missing_scopes": missing}
    assert all(scope in refused.value.detail for scope in missing)
    with pytest.raises(NotFound):
        await use_cases.change(
            ChangeUserCommand(principal=principal(clerk, "users:write"), metadata=METADATA, user_id=999, role=role)
        )


async def test_the_last_admin_cannot_be_removed(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    for change in (
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=boss.id, role=Role.CUSTOMER),
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=boss.id, is_active=False),
    ):
        with pytest.raises(Conflict) as refused:
            await use_cases.change(change)
        assert refused.value.code == "last_admin"
    with pytest.raises(Conflict):
        await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=boss.id))
    second = await use_cases.user("second", Role.ADMIN)
    await use_cases.change(
        ChangeUserCommand(principal=principal(second), metadata=METADATA, user_id=boss.id, is_active=False)
    )
    await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=boss.id))
    with pytest.raises(Conflict):
        await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=second.id))


async def test_a_deactivated_user_is_rejected_immediately(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada")
    issued = await use_cases.signed_in()
    assert (await use_cases.authenticate(issued.access_token)).user_id == ada.id
    await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, is_active=False)
    )
    with pytest.raises(Unauthenticated) as refused:
        await use_cases.authenticate(issued.access_token)
    assert refused.value.code == "account_inactive"
    await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=ada.id, is_active=True)
    )
    with pytest.raises(Unauthenticated):
        await use_cases.refreshed(issued.refresh_token)
    with pytest.raises(Unauthenticated):
        await use_cases.authenticate(issued.access_token)
    assert await use_cases.signed_in()


async def test_decisions_on_an_older_version_are_refused(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user("ada")
    await use_cases.change_profile(
        ChangeProfileCommand(
            principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={"full_name": "Ada"}, expected_version=1
        )
    )
    for attempt in (
        use_cases.change(
            ChangeUserCommand(
                principal=principal(boss), metadata=METADATA, user_id=ada.id, role=Role.SUPPORT, expected_version=1
            )
        ),
        use_cases.change_profile(
            ChangeProfileCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={}, expected_version=1)
        ),
        use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id, expected_version=1)),
    ):
        with pytest.raises(VersionMismatch) as refused:
            await attempt
        assert refused.value.extensions == {"current": 2}


async def test_users_change_their_own_name(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada")
    await use_cases.user("bob")
    changed = await use_cases.change_profile(
        ChangeProfileCommand(
            principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={"username": "Ada", "full_name": "Ada L"}
        )
    )
    assert (changed.username.text, changed.full_name) == ("Ada", "Ada L")
    assert (
        await use_cases.change_profile(
            ChangeProfileCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={"full_name": None})
        )
    ).full_name is None
    with pytest.raises(Conflict):
        await use_cases.change_profile(
            ChangeProfileCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={"username": "BOB"})
        )
    with pytest.raises(Invalid):
        await use_cases.change_profile(
            ChangeProfileCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id, changes={"username": None})
        )
    with pytest.raises(NotFound):
        await use_cases.change_profile(
            ChangeProfileCommand(principal=SYSTEM, metadata=METADATA, user_id=999, changes={})
        )


async def test_no_data_of_a_deleted_user_remains(use_cases: UseCases) -> None:
    await use_cases.user("boss", Role.ADMIN)
    ada = await use_cases.user("ada")
    issued = await use_cases.signed_in()
    await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id))
    memory = use_cases.in_memory.memory
    assert ada.id not in memory.users
    assert memory.sessions == {}
    assert memory.tokens == {}
    with pytest.raises(Unauthenticated):
        await use_cases.authenticate(issued.access_token)
    with pytest.raises(NotFound):
        await use_cases.delete(DeleteUserCommand(principal=SYSTEM, metadata=METADATA, user_id=ada.id))
    assert "ada" not in repr((memory.events, memory.audit)).lower().replace("metadata", "")
