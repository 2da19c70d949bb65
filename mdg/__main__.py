"""``python -m mdg``, and the command ``mdg``: a process that ends as soon as its answer is written."""

from __future__ import annotations

from typing import NoReturn

from mdg.cli import leave, run_process


def main() -> NoReturn:
    """Run the command line as a process of its own."""
    leave(run_process())


if __name__ == "__main__":
    main()
