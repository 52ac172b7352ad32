"""Values rendered into the statement's text."""

from sqlalchemy import BindParameter, Text, bindparam


def literal_bind(value: str) -> BindParameter[str]:
    """A word of ours (a state's name) said outright, not as an argument.

    The planner sees then that an index over a few states will do. Each value is a statement of
    its own: never for what callers make up.
    """
    return bindparam(None, value, Text, literal_execute=True)
