"""`tradepost` as a process."""

import gc

gc.set_threshold(100_000, 20, 50)
"""Before the program is loaded: nearly all it makes then stays, and looking through that took a fifth of a start."""


def run() -> None:
    """The command that the arguments name; ends the process."""
    from entrypoints.cli.main import app

    app(prog_name="tradepost")


if __name__ == "__main__":
    run()
