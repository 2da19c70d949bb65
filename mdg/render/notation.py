"""Values as answers show them: in the notation of the language, which :mod:`mdg.text.notation` writes."""

from mdg.text.notation import notation, scalar

__all__ = ["notation", "scalar"]
