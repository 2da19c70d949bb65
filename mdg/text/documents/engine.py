"""pydantic's validation engine, loaded as fast as it goes (see docs/decisions/0004).

The package pydantic_core imports its description of schemas for type checkers, which costs a process as much as
reading a small landscape. A process in which nothing else runs yet loads the compiled engine alone, under its own name:
whoever imports pydantic later gets the same engine.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator as SchemaValidator
    from pydantic_core import ValidationError as ValidationError

PACKAGE = "pydantic_core"
NAME = f"{PACKAGE}._pydantic_core"


def loaded() -> ModuleType:
    """The engine; the whole package if it was imported before, or if the engine cannot be loaded alone.

    Beside other threads it is not tried: one of them may be about to import the package.
    """
    if PACKAGE not in sys.modules and NAME not in sys.modules and len(sys._current_frames()) == 1:
        try:
            _load()
        except ImportError:
            sys.modules.pop(NAME, None)
    if NAME in sys.modules and PACKAGE not in sys.modules:
        return sys.modules[NAME]
    import pydantic_core  # only where it is there already, or there is no other way

    return pydantic_core


def _load() -> None:
    package = PathFinder.find_spec(PACKAGE)
    spec = PathFinder.find_spec(NAME, package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        raise ImportError(f"{NAME} is nowhere on the path")
    module = module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)


if not TYPE_CHECKING:
    _engine = loaded()
    SchemaValidator = _engine.SchemaValidator
    ValidationError = _engine.ValidationError
