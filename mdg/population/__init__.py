"""Populations: exact sets of an entity's records, with witnesses and the way back to a `when`.

Every record falls into a class combination: by dimension, the values that statements name each for itself and all
others together.  A population is a set of combinations, less the impossible ones; nothing is sampled.
"""

from mdg.population.axes import Axis, Clause, Condition
from mdg.population.ground import MOST_BITS, Record
from mdg.population.space import Population, Space, two_or_more, union

__all__ = ["MOST_BITS", "Axis", "Clause", "Condition", "Population", "Record", "Space", "two_or_more", "union"]
