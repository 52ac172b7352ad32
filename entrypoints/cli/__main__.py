"""The `tradepost` program."""

import gc

gc.set_threshold(100_000, 20, 50)
"""Set before the program is loaded: most of its objects stay alive, and collecting them took a fifth of the startup."""


def run() -> None:
    """Run the command of the arguments and exit."""
    from entrypoints.cli.main import app

    app(prog_name="tradepost")


if __name__ == "__main__":
    run()
