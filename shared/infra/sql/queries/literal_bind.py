"""Values that are rendered as literals into the statement's text."""

from sqlalchemy import BindParameter, Text, bindparam


def literal_bind(value: str) -> BindParameter[str]:
    """Render a constant of the program (the name of a state) as a literal instead of an argument.

    The planner can then use a partial index over some states. Each value makes a separate
    statement, so never use it for values from callers.
    """
    return bindparam(None, value, Text, literal_execute=True)
