"""The rules about topology and freshness that the reference reads: of each code, what every reading contains and what
some reading contains.  Each function yields pairs of a subject and a record; the modules say what the subject is.

707 is no rule about records: see :mod:`.promises`.
"""

from __future__ import annotations

from . import copies, needs, objectives, races, upkeep
from .findings import DayRule

RULES: dict[str, tuple[DayRule, DayRule]] = {
    "104": (copies.enricher_without_record, copies.enricher_without_record),
    "201": (copies.carries_what_it_lacks_least, copies.carries_what_it_lacks_most),
    "202": (races.echo_cycle_least, races.echo_cycle_most),
    "203": (races.lost_update_window_least, races.lost_update_window_most),
    "204": (races.racing_routes_least, races.racing_routes_most),
    "205": (copies.deletions_lost_least, copies.deletions_lost_most),
    "206": (copies.frozen_leaver_least, copies.frozen_leaver_most),
    "207": (needs.stranded, needs.stranded),
    "208": (upkeep.not_reconciled, upkeep.not_reconciled),
    "209": (upkeep.no_initial_load_least, upkeep.no_initial_load_most),
    "210": (upkeep.self_or_parallel_least, upkeep.self_or_parallel_most),
    "211": (upkeep.key_not_held_least, upkeep.key_not_held_most),
    "212": (copies.hub_bypass_least, copies.hub_bypass_most),
    "213": (upkeep.repeats_duplicate, upkeep.repeats_duplicate),
    "214": (upkeep.order_cycle_least, upkeep.order_cycle_most),
    "215": (upkeep.single_point_least, upkeep.single_point_most),
    "216": (upkeep.child_before_parent_least, upkeep.child_before_parent_most),
    "217": (races.update_before_record_least, races.update_before_record_most),
    "218": (copies.orphaned_by_cutover_least, copies.orphaned_by_cutover_most),
    "301": (needs.too_stale, needs.too_stale),
    "302": (needs.unbounded, needs.unbounded),
    "303": (needs.needed_and_absent, needs.absent),
    "304": (needs.not_held, needs.not_held),
    "305": (objectives.impossible_least, objectives.impossible_most),
    "306": (objectives.one_miss_least, objectives.one_miss_most),
    "307": (objectives.schedule_gap_least, objectives.schedule_gap_most),
    "308": (races.schedule_race_least, races.schedule_race_most),
    "309": (objectives.no_objective_least, objectives.no_objective_most),
}
#: 109 has two levels: the error, and the warning with its window
LEVELS: dict[str, tuple[DayRule, DayRule]] = {
    "109 error": (copies.overwrites_error_least, copies.overwrites_error_most),
    "109 warning": (copies.overwrites_warning_least, copies.overwrites_warning_most),
}
