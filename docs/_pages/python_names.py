"""The public names of the package; the site's generator fills in what their docstrings say."""

from __future__ import annotations

import inspect

import mdg

from .markdown import contents, fenced, sequence, table

_HEAD = """\
# Python

What `import mdg` offers. The names are imported on first use, so that the import itself costs next to nothing. A
mistake in a landscape is a finding; `LandscapeError` carries the report where there is no landscape because of it, and
`MdgError` says what else went wrong, and the way out.
"""


def pages() -> dict[str, str]:
    """The pages by their path below ``docs``."""
    names = [name for name in mdg.__all__ if not name.startswith("_")]
    rows = ((f"[`mdg.{name}`]({name}.md)", _first_line(name)) for name in names)
    index = sequence([_HEAD, table(("Name", "What it is"), rows), contents(f"{name}.md" for name in names)])
    return {
        "reference/python/index.md": index,
        **{f"reference/python/{name}.md": _page(name) for name in names},
    }


def _first_line(name: str) -> str:
    said = (inspect.getdoc(getattr(mdg, name)) or "").partition("\n\n")[0]
    return " ".join(said.split()).replace("``", "`")


def _page(name: str) -> str:
    is_class = inspect.isclass(getattr(mdg, name))
    directive = f".. autoclass:: mdg.{name}\n   :members:" if is_class else f".. autofunction:: mdg.{name}"
    return sequence([f"# mdg.{name}", fenced("{eval-rst}", directive)])
