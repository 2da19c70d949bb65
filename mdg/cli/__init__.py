"""The command line: the only place with arguments, the clock, standard streams and exit status.

:func:`run` turns arguments into a status and lets nothing escape; the commands are one module each, imported when they
are called for.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

#: Nothing at or above the limit was found; findings, or a denial; the command could not do its work; Ctrl-C.
FINE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
#: The variable by which a shell asks for completions instead of a command.
COMPLETE = "_MDG_COMPLETE"


def main() -> NoReturn:
    """Run the command line with the arguments of this process, and raise SystemExit with the status."""
    raise SystemExit(run_process())


def run_process() -> int:
    """Carry out the command of this process; its status."""
    # A short life: what it makes is used until the end, and looking for garbage would cost a tenth of a small check.
    gc.disable()
    return run(sys.argv[1:], os.environ.get(COMPLETE, ""))


def run(arguments: Sequence[str], completing: str = "") -> int:
    """Carry out one command and return its exit status; every failure is told on standard error.

    ``completing`` is what a shell asks instead of a command (see :mod:`mdg.cli.completion`).
    """
    try:
        if completing:
            from mdg.cli.completion import answer

            return answer(completing)
        from mdg.cli.dispatch import dispatch

        return dispatch(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        return _told("there is not enough memory for this landscape")
    except Exception:
        return _our_bug()


def leave(status: int) -> NoReturn:
    """End the process with ``status`` at once: taking the interpreter apart takes longer than a small check."""
    try:
        if status != INTERRUPTED:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
    except (OSError, ValueError, KeyboardInterrupt):
        status = status or FAILED
    if sys.gettrace() is not None or sys.getprofile() is not None:
        raise SystemExit(status)  # a profiler or debugger has something to say at the end
    os._exit(status)


def _told(message: str) -> int:
    from mdg.cli.streams import tell

    tell(f"mdg: {message}")
    return FAILED


def _our_bug() -> int:
    import traceback

    from mdg.cli.streams import tell

    tell(traceback.format_exc().rstrip())
    return _told("this is a fault of mdg itself, not of your landscape; please report it with all of the text above")
