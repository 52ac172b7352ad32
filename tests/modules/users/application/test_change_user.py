import pytest

from modules.users.application.accounts.change_profile import ProfileChange
from modules.users.application.accounts.change_user import UserChange
from modules.users.application.accounts.delete_user import Deletion
from modules.users.domain.roles import SCOPES, Role
from shared.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, VersionMismatch
from tests.modules.users.application.conftest import CAUSE, House, principal


async def test_an_admin_gives_a_role(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user("ada")
    changed = await house.change(UserChange(principal(boss), CAUSE, ada.id, role=Role.SUPPORT))
    assert (changed.role, changed.version) == (Role.SUPPORT, 2)
    assert house.event_types()[2:] == ["users.user.updated"]
    assert house.twins.memory.audit[-1].changes == {"role": ["customer", "support"]}


async def test_events_of_a_user_are_numbered_without_a_gap(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user("ada")
    for change in (
        UserChange(principal(boss), CAUSE, ada.id, role=Role.SUPPORT, is_active=False),
        UserChange(principal(boss), CAUSE, ada.id, is_active=True),
    ):
        await house.change(change)
    await house.delete(Deletion(CAUSE, ada.id))
    events = [(r.sequence, r.event.type) for r in house.twins.memory.events if r.aggregate_id == str(ada.id)]
    assert events == [
        (1, "users.user.registered"),
        (2, "users.user.updated"),
        (3, "users.user.deactivated"),
        (4, "users.user.updated"),
        (5, "users.user.deleted"),
    ]


async def test_a_change_that_changes_nothing_is_no_event(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user("ada")
    changed = await house.change(UserChange(principal(boss), CAUSE, ada.id, role=Role.CUSTOMER))
    assert (changed.version, len(house.twins.memory.events), house.twins.memory.audit) == (1, 2, [])


@pytest.mark.parametrize(("target", "role"), [(Role.CUSTOMER, Role.ADMIN), (Role.ADMIN, Role.CUSTOMER)])
async def test_nobody_gives_or_takes_what_they_do_not_hold(house: House, target: Role, role: Role) -> None:
    await house.user("boss", Role.ADMIN)
    clerk, ada = await house.user("clerk"), await house.user("ada", target)
    with pytest.raises(Forbidden) as refused:
        await house.change(UserChange(principal(clerk, "users:write"), CAUSE, ada.id, role=role))
    missing = sorted(SCOPES - {"users:write"})
    assert refused.value.extensions == {"required_scope": missing[0], "missing_scopes": missing}
    assert all(scope in refused.value.detail for scope in missing)
    with pytest.raises(NotFound):
        await house.change(UserChange(principal(clerk, "users:write"), CAUSE, 999, role=role))


async def test_the_last_admin_stays(house: House) -> None:
    boss = await house.user("boss", Role.ADMIN)
    for change in (
        UserChange(principal(boss), CAUSE, boss.id, role=Role.CUSTOMER),
        UserChange(principal(boss), CAUSE, boss.id, is_active=False),
    ):
        with pytest.raises(Conflict) as refused:
            await house.change(change)
        assert refused.value.code == "last_admin"
    with pytest.raises(Conflict):
        await house.delete(Deletion(CAUSE, boss.id))
    second = await house.user("second", Role.ADMIN)
    await house.change(UserChange(principal(second), CAUSE, boss.id, is_active=False))
    await house.delete(Deletion(CAUSE, boss.id))
    with pytest.raises(Conflict):
        await house.delete(Deletion(CAUSE, second.id))


async def test_who_is_put_out_is_out_at_once(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user("ada")
    issued = await house.signed_in()
    assert (await house.authenticate(issued.access_token)).user_id == ada.id
    await house.change(UserChange(principal(boss), CAUSE, ada.id, is_active=False))
    with pytest.raises(Unauthenticated) as refused:
        await house.authenticate(issued.access_token)
    assert refused.value.code == "account_inactive"
    await house.change(UserChange(principal(boss), CAUSE, ada.id, is_active=True))
    with pytest.raises(Unauthenticated):
        await house.refreshed(issued.refresh_token)
    with pytest.raises(Unauthenticated):
        await house.authenticate(issued.access_token)
    assert await house.signed_in()


async def test_decisions_on_an_older_version_are_refused(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user("ada")
    await house.change_profile(ProfileChange(ada.id, CAUSE, {"full_name": "Ada"}, expected_version=1))
    for attempt in (
        house.change(UserChange(principal(boss), CAUSE, ada.id, role=Role.SUPPORT, expected_version=1)),
        house.change_profile(ProfileChange(ada.id, CAUSE, {}, expected_version=1)),
        house.delete(Deletion(CAUSE, ada.id, expected_version=1)),
    ):
        with pytest.raises(VersionMismatch) as refused:
            await attempt
        assert refused.value.extensions == {"current": 2}


async def test_people_name_themselves(house: House) -> None:
    ada = await house.user("ada")
    await house.user("bob")
    changed = await house.change_profile(ProfileChange(ada.id, CAUSE, {"username": "Ada", "full_name": "Ada L"}))
    assert (changed.username.text, changed.full_name) == ("Ada", "Ada L")
    assert (await house.change_profile(ProfileChange(ada.id, CAUSE, {"full_name": None}))).full_name is None
    with pytest.raises(Conflict):
        await house.change_profile(ProfileChange(ada.id, CAUSE, {"username": "BOB"}))
    with pytest.raises(Invalid):
        await house.change_profile(ProfileChange(ada.id, CAUSE, {"username": None}))
    with pytest.raises(NotFound):
        await house.change_profile(ProfileChange(999, CAUSE, {}))


async def test_who_is_deleted_leaves_nothing_behind(house: House) -> None:
    await house.user("boss", Role.ADMIN)
    ada = await house.user("ada")
    issued = await house.signed_in()
    await house.delete(Deletion(CAUSE, ada.id))
    memory = house.twins.memory
    assert ada.id not in memory.users
    assert memory.sessions == {}
    assert memory.tokens == {}
    with pytest.raises(Unauthenticated):
        await house.authenticate(issued.access_token)
    with pytest.raises(NotFound):
        await house.delete(Deletion(CAUSE, ada.id))
    assert "ada" not in repr((memory.events, memory.audit)).lower()
