import pytest

from modules.users.application.accounts.change_user import UserChange
from modules.users.application.sessions.issue_tokens import Issued
from modules.users.application.sessions.prune_sessions import PruneSessions
from modules.users.domain.roles import Role
from shared.kernel.errors import Unauthenticated
from tests.modules.users.application.conftest import CAUSE, PASSWORD, House, principal


async def refused(house: House, token: str | None) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        await house.refreshed(token)
    return refusal.value.code


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.com", "ADA@Example.com"])
async def test_one_signs_in_by_name_or_address(house: House, login: str) -> None:
    ada = await house.user("ada", Role.SUPPORT)
    issued = await house.signed_in(login)
    caller = await house.authenticate(issued.access_token)
    assert (caller.name, caller.scopes, caller.owner_id) == (f"user:{ada.id}", Role.SUPPORT.scopes, ada.id)
    assert (issued.expires_in, issued.scopes) == (900, Role.SUPPORT.scopes)


async def test_the_wrong_the_unknown_and_the_disabled_look_the_same(house: House) -> None:
    boss = await house.user("boss", Role.ADMIN)
    await house.user("ada")
    bob = await house.user("bob")
    await house.change(UserChange(principal(boss), CAUSE, bob.id, is_active=False))
    seen = set()
    for name, password in (
        ("ada", "wrong horse"),
        ("eve", PASSWORD),
        ("e@e@e", PASSWORD),
        ("bob", PASSWORD),
        ("ada", "x" * 200),
    ):
        with pytest.raises(Unauthenticated) as refusal:
            await house.signed_in(name, password)
        seen.add((refusal.value.code, refusal.value.detail))
    assert len(seen) == 1
    assert len(house.hasher.verified) == 4, "every account that could exist costs one verification"
    assert house.twins.memory.sessions == {}


async def test_a_user_without_a_password_cannot_sign_in(house: House) -> None:
    ada = await house.user("ada")
    ada.password_hash = None
    with pytest.raises(Unauthenticated):
        await house.signed_in()


async def test_a_composed_password_is_the_same_as_a_decomposed_one(house: House) -> None:
    await house.user("ada", password="p\u00e4ssw\u00f6rter")
    assert await house.signed_in("ada", "pa\u0308sswo\u0308rter")


async def test_a_hash_of_older_parameters_is_renewed(house: House) -> None:
    ada = await house.user("ada")
    ada.password_hash = f"old:{PASSWORD}"
    await house.signed_in()
    assert house.twins.memory.users[ada.id].password_hash == f"plain:{PASSWORD}"


async def test_a_session_goes_on_from_token_to_token(house: House) -> None:
    await house.user()
    first = await house.signed_in()
    second = await house.refreshed(first.refresh_token)
    third = await house.refreshed(second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert (await house.authenticate(third.access_token)).is_known
    assert len(house.twins.memory.sessions) == 1


async def test_no_token_is_kept_readable(house: House) -> None:
    await house.user()
    issued = await house.signed_in()
    assert str(issued.refresh_token) not in repr(house.twins.memory)
    assert str(issued.refresh_token) not in repr(issued)


async def test_a_late_reuse_ends_the_session_for_all(house: House) -> None:
    await house.user()
    first = await house.signed_in()
    second = await house.refreshed(first.refresh_token)
    house.twins.pass_time(seconds=11)
    assert await refused(house, first.refresh_token) == "refresh_reused"
    assert await refused(house, second.refresh_token) == "invalid_credentials"
    house.authenticate.forget()
    with pytest.raises(Unauthenticated):
        await house.authenticate(second.access_token)
    assert house.event_types()[-1] == "users.session.reuse_detected"
    assert house.twins.memory.audit[-1].action == "session.reuse_detected"
    assert await refused(house, first.refresh_token) == "invalid_credentials"
    assert house.event_types().count("users.session.reuse_detected") == 1


async def doubled(house: House) -> tuple[Issued, Issued, Issued]:
    """A token used twice at once: itself, its successor and the second successor."""
    await house.user()
    first = await house.signed_in()
    second = await house.refreshed(first.refresh_token)
    return first, second, await house.refreshed(first.refresh_token)


async def test_a_parallel_refresh_gets_a_successor_of_its_own(house: House) -> None:
    _, _, repeat = await doubled(house)
    assert await house.refreshed(repeat.refresh_token)


async def test_the_successor_that_was_replaced_ends_the_session_when_shown(house: House) -> None:
    _, second, repeat = await doubled(house)
    assert await refused(house, second.refresh_token) == "refresh_reused"
    assert await refused(house, repeat.refresh_token) == "invalid_credentials"


async def test_a_third_use_ends_the_session(house: House) -> None:
    first, _, _ = await doubled(house)
    assert await refused(house, first.refresh_token) == "refresh_reused"


async def test_no_repeat_after_the_successor_was_used(house: House) -> None:
    await house.user()
    first = await house.signed_in()
    second = await house.refreshed(first.refresh_token)
    await house.refreshed(second.refresh_token)
    assert await refused(house, first.refresh_token) == "refresh_reused"


async def test_tokens_end_unused_and_sessions_end_anyway(house: House) -> None:
    await house.user()
    issued = await house.signed_in()
    unused = await house.signed_in()
    for _ in range(3):
        house.twins.pass_time(days=29)
        issued = await house.refreshed(issued.refresh_token)
    assert await refused(house, unused.refresh_token) == "invalid_credentials"
    house.twins.pass_time(days=4)
    assert await refused(house, issued.refresh_token) == "invalid_credentials"
    assert await refused(house, "never issued") == "invalid_credentials"
    await PruneSessions(house.twins.begin)()
    assert len(house.twins.memory.sessions) == 2
    house.twins.pass_time(days=8)
    await PruneSessions(house.twins.begin)()
    assert house.twins.memory.sessions == {}


async def test_a_refresh_token_is_no_access_token(house: House) -> None:
    await house.user()
    issued = await house.signed_in()
    for text in (issued.refresh_token, issued.access_token + "x"):
        with pytest.raises(Unauthenticated) as refusal:
            await house.authenticate(str(text))
        assert refusal.value.code == "token_invalid"
    assert await refused(house, issued.access_token) == "invalid_credentials"
