"""Where records go, who holds what, in which order a change travels and how late it can be; for every record at once.

:mod:`.network` has the flows of one entity as sets of records, with presence and holders; :mod:`.bounds` says how late
a change can be, :mod:`.freshness` how stale a copy gets, :mod:`.propagation` in which order systems learn of a change.
"""

from mdg.topology.links import UNBOUNDED, Link
from mdg.topology.network import Network, network

__all__ = ["UNBOUNDED", "Link", "Network", "network"]
