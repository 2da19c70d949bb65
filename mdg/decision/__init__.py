"""Decisions: may this system do this to this record, by which rules, and if not, who may instead."""

from mdg.decision.answer import Decision
from mdg.decision.point import DecisionPoint
from mdg.decision.request import DecisionError

__all__ = ["Decision", "DecisionError", "DecisionPoint"]
