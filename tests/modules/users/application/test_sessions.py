import pytest

from modules.users.application.accounts.change_user import ChangeUserCommand
from modules.users.application.sessions.issue_tokens import Issued
from modules.users.application.sessions.prune_sessions import PruneSessions
from modules.users.domain.roles import Role
from shared.kernel.errors import Unauthenticated
from tests.modules.users.application.conftest import METADATA, PASSWORD, UseCases, principal
from tests.modules.users.scopes import CATALOG


async def refused(use_cases: UseCases, token: str | None) -> str:
    with pytest.raises(Unauthenticated) as error:
        await use_cases.refreshed(token)
    return error.value.code


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.com", "ADA@Example.com"])
async def test_users_sign_in_by_name_or_address(use_cases: UseCases, login: str) -> None:
    ada = await use_cases.user("ada", Role.SUPPORT)
    issued = await use_cases.signed_in(login)
    caller = await use_cases.authenticate(issued.access_token)
    assert (caller.name, caller.scopes, caller.owner_id) == (f"user:{ada.id}", CATALOG.of(Role.SUPPORT), ada.id)
    assert (issued.expires_in, issued.scopes) == (900, CATALOG.of(Role.SUPPORT))


async def test_wrong_passwords_unknown_and_disabled_users_get_the_same_error(use_cases: UseCases) -> None:
    boss = await use_cases.user("boss", Role.ADMIN)
    await use_cases.user("ada")
    bob = await use_cases.user("bob")
    await use_cases.change(
        ChangeUserCommand(principal=principal(boss), metadata=METADATA, user_id=bob.id, is_active=False)
    )
    seen = set()
    for name, password in (
        ("ada", "wrong horse"),
        ("eve", PASSWORD),
        ("e@e@e", PASSWORD),
        ("bob", PASSWORD),
        ("ada", "x" * 200),
    ):
        with pytest.raises(Unauthenticated) as error:
            await use_cases.signed_in(name, password)
        seen.add((error.value.code, error.value.detail))
    assert len(seen) == 1
    assert len(use_cases.hasher.verified) == 4, "every account that could exist costs one verification"
    assert use_cases.in_memory.memory.sessions == {}


async def test_a_user_without_a_password_cannot_sign_in(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada")
    ada.password_hash = None
    with pytest.raises(Unauthenticated):
        await use_cases.signed_in()


async def test_a_composed_password_is_the_same_as_a_decomposed_one(use_cases: UseCases) -> None:
    await use_cases.user("ada", password="p\u00e4ssw\u00f6rter")
    assert await use_cases.signed_in("ada", "pa\u0308sswo\u0308rter")


async def test_a_hash_of_older_parameters_is_renewed(use_cases: UseCases) -> None:
    ada = await use_cases.user("ada")
    ada.password_hash = f"old:{PASSWORD}"
    await use_cases.signed_in()
    assert use_cases.in_memory.memory.users[ada.id].password_hash == f"plain:{PASSWORD}"


async def test_a_session_continues_with_each_refresh(use_cases: UseCases) -> None:
    await use_cases.user()
    first = await use_cases.signed_in()
    second = await use_cases.refreshed(first.refresh_token)
    third = await use_cases.refreshed(second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert (await use_cases.authenticate(third.access_token)).is_known
    assert len(use_cases.in_memory.memory.sessions) == 1


async def test_tokens_are_stored_as_digests(use_cases: UseCases) -> None:
    await use_cases.user()
    issued = await use_cases.signed_in()
    assert str(issued.refresh_token) not in repr(use_cases.in_memory.memory)
    assert str(issued.refresh_token) not in repr(issued)


async def test_a_late_reuse_ends_the_session(use_cases: UseCases) -> None:
    await use_cases.user()
    first = await use_cases.signed_in()
    second = await use_cases.refreshed(first.refresh_token)
    use_cases.in_memory.pass_time(seconds=11)
    assert await refused(use_cases, first.refresh_token) == "refresh_reused"
    assert await refused(use_cases, second.refresh_token) == "invalid_credentials"
    use_cases.authenticate.invalidate()
    with pytest.raises(Unauthenticated):
        await use_cases.authenticate(second.access_token)
    assert use_cases.event_types()[-1] == "users.session.reuse_detected"
    assert use_cases.in_memory.memory.audit[-1].action == "session.reuse_detected"
    assert await refused(use_cases, first.refresh_token) == "invalid_credentials"
    assert use_cases.event_types().count("users.session.reuse_detected") == 1


async def doubled(use_cases: UseCases) -> tuple[Issued, Issued, Issued]:
    """A token used twice in parallel: the token and its two successors."""
    await use_cases.user()
    first = await use_cases.signed_in()
    second = await use_cases.refreshed(first.refresh_token)
    return first, second, await use_cases.refreshed(first.refresh_token)


async def test_a_parallel_refresh_gets_a_successor_of_its_own(use_cases: UseCases) -> None:
    _, _, repeat = await doubled(use_cases)
    assert await use_cases.refreshed(repeat.refresh_token)


async def test_the_successor_that_was_replaced_ends_the_session_when_shown(use_cases: UseCases) -> None:
    _, second, repeat = await doubled(use_cases)
    assert await refused(use_cases, second.refresh_token) == "refresh_reused"
    assert await refused(use_cases, repeat.refresh_token) == "invalid_credentials"


async def test_a_third_use_ends_the_session(use_cases: UseCases) -> None:
    first, _, _ = await doubled(use_cases)
    assert await refused(use_cases, first.refresh_token) == "refresh_reused"


async def test_a_token_cannot_be_repeated_after_its_successor_was_used(use_cases: UseCases) -> None:
    await use_cases.user()
    first = await use_cases.signed_in()
    second = await use_cases.refreshed(first.refresh_token)
    await use_cases.refreshed(second.refresh_token)
    assert await refused(use_cases, first.refresh_token) == "refresh_reused"


async def test_unused_tokens_expire_and_sessions_have_a_maximum_age(use_cases: UseCases) -> None:
    await use_cases.user()
    issued = await use_cases.signed_in()
    unused = await use_cases.signed_in()
    for _ in range(3):
        use_cases.in_memory.pass_time(days=29)
        issued = await use_cases.refreshed(issued.refresh_token)
    assert await refused(use_cases, unused.refresh_token) == "invalid_credentials"
    use_cases.in_memory.pass_time(days=4)
    assert await refused(use_cases, issued.refresh_token) == "invalid_credentials"
    assert await refused(use_cases, "never issued") == "invalid_credentials"
    await PruneSessions(use_cases.in_memory.begin)()
    assert len(use_cases.in_memory.memory.sessions) == 2
    use_cases.in_memory.pass_time(days=8)
    await PruneSessions(use_cases.in_memory.begin)()
    assert use_cases.in_memory.memory.sessions == {}


async def test_a_refresh_token_is_no_access_token(use_cases: UseCases) -> None:
    await use_cases.user()
    issued = await use_cases.signed_in()
    for text in (issued.refresh_token, issued.access_token + "x"):
        with pytest.raises(Unauthenticated) as error:
            await use_cases.authenticate(str(text))
        assert error.value.code == "token_invalid"
    assert await refused(use_cases, issued.access_token) == "invalid_credentials"
