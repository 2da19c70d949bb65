"""How the site is built: ``make docs`` in the project's root, which is ``python -m sphinx -W docs build/site``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import _pages  # noqa: E402  # beside this file

import mdg  # noqa: E402  # the package of this tree, installed or not

project = "mdg"
copyright = "the authors of mdg, Apache-2.0"
version = release = mdg.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_pages", "decisions/0000-template.md"]
default_role = "code"  # docstrings have names in single back-ticks
highlight_language = "text"

# Anchors as GitHub makes them, so that a link leads to the same place in the site and in the repository.
myst_heading_anchors = 4

html_theme = "furo"
html_theme_options = {"light_css_variables": {"code-font-size": "0.75rem"}}  # what `mdg` prints is 100 columns wide
html_title = f"mdg {version}"
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Make the generated pages before the generator looks for pages."""
    for unknown in ("csv", "jsonl"):  # to Pygments
        app.add_lexer(unknown, TextLexer)
    _pages.write(HERE)
