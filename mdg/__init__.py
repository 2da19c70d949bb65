"""Master-data governance as text: compile a landscape, check it for every record, and ask it what may be done.

The public names are imported on first use, so that ``import mdg`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdg.decision import Decision, DecisionPoint
    from mdg.diagnostic import Finding, LandscapeError, MdgError, Report
    from mdg.model.happened import Audit
    from mdg.model.landscape import Landscape
    from mdg.model.watched import Notice
    from mdg.pipeline import check, load
    from mdg.pipeline.audit import audit
    from mdg.pipeline.discover import discover
    from mdg.pipeline.pictures import graph
    from mdg.pipeline.questions import holders, plan, present, staleness
    from mdg.pipeline.record import record
    from mdg.pipeline.recorded import Recorded
    from mdg.pipeline.watch import Watch
    from mdg.pipeline.what_if import without
    from mdg.rules import explanation as explain
    from mdg.text import LandscapeDocument
    from mdg.topology.copies import Staleness
    from mdg.topology.propagation import Propagation

__version__ = "0.1.0"

_HOMES = {
    "Audit": ("mdg.model.happened", "Audit"),
    "Decision": ("mdg.decision", "Decision"),
    "DecisionPoint": ("mdg.decision", "DecisionPoint"),
    "Finding": ("mdg.diagnostic", "Finding"),
    "Landscape": ("mdg.model.landscape", "Landscape"),
    "LandscapeDocument": ("mdg.text", "LandscapeDocument"),
    "LandscapeError": ("mdg.diagnostic", "LandscapeError"),
    "MdgError": ("mdg.diagnostic", "MdgError"),
    "Notice": ("mdg.model.watched", "Notice"),
    "Propagation": ("mdg.topology.propagation", "Propagation"),
    "Recorded": ("mdg.pipeline.recorded", "Recorded"),
    "Report": ("mdg.diagnostic", "Report"),
    "Staleness": ("mdg.topology.copies", "Staleness"),
    "Watch": ("mdg.pipeline.watch", "Watch"),
    "audit": ("mdg.pipeline.audit", "audit"),
    "check": ("mdg.pipeline", "check"),
    "discover": ("mdg.pipeline.discover", "discover"),
    "explain": ("mdg.rules", "explanation"),
    "graph": ("mdg.pipeline.pictures", "graph"),
    "holders": ("mdg.pipeline.questions", "holders"),
    "load": ("mdg.pipeline", "load"),
    "plan": ("mdg.pipeline.questions", "plan"),
    "present": ("mdg.pipeline.questions", "present"),
    "record": ("mdg.pipeline.record", "record"),
    "staleness": ("mdg.pipeline.questions", "staleness"),
    "without": ("mdg.pipeline.what_if", "without"),
}

__all__ = [
    "Audit",
    "Decision",
    "DecisionPoint",
    "Finding",
    "Landscape",
    "LandscapeDocument",
    "LandscapeError",
    "MdgError",
    "Notice",
    "Propagation",
    "Recorded",
    "Report",
    "Staleness",
    "Watch",
    "__version__",
    "audit",
    "check",
    "discover",
    "explain",
    "graph",
    "holders",
    "load",
    "plan",
    "present",
    "record",
    "staleness",
    "without",
]


def __getattr__(name: str) -> Any:
    try:
        module, attribute = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module `mdg` has no attribute `{name}`") from None
    found = getattr(importlib.import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
