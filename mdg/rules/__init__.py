"""The rules, one file each, by family.

A rule's file is ``mdg/rules/<family>/mdgNNN_<name>.py``.  Its docstring, in Markdown, is the explanation: a first line
that says what the finding means, then the headings ``## What is wrong``, ``## Why it matters``, ``## Example`` and
``## Instead``, the last two with a landscape each.  In the example, the lines on which the finding is expected end in
a comment with the code.  The file's ``RULE`` is a :class:`mdg.rule.Rule`.  A rule exists once it stands in
:data:`CATALOGUE`; its module is imported when it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator

from mdg.diagnostic import MdgError
from mdg.rule import Rule
from mdg.text.suggest import nearest

#: Every rule: its code and its module, in the order of the codes.
CATALOGUE: tuple[tuple[str, str], ...] = (
    ("MDG001", "text.mdg001_unreadable"),
    ("MDG002", "text.mdg002_not_yaml"),
    ("MDG003", "text.mdg003_duplicate_key"),
    ("MDG004", "text.mdg004_duplicate_id"),
    ("MDG005", "text.mdg005_unknown_key"),
    ("MDG006", "text.mdg006_wrong_value"),
    ("MDG007", "text.mdg007_missing_value"),
    ("MDG008", "text.mdg008_unknown_reference"),
    ("MDG009", "text.mdg009_unsupported_version"),
    ("MDG010", "text.mdg010_nothing_to_check"),
    ("MDG101", "creation.mdg101_no_creator"),
    ("MDG102", "creation.mdg102_two_creators"),
    ("MDG103", "creation.mdg103_two_writers"),
    ("MDG104", "creation.mdg104_enricher_without_record"),
    ("MDG105", "creation.mdg105_required_not_supplied"),
    ("MDG106", "creation.mdg106_nobody_supplies"),
    ("MDG107", "creation.mdg107_no_eraser"),
    ("MDG108", "creation.mdg108_never_used"),
    ("MDG109", "creation.mdg109_overwrites_writer"),
    ("MDG110", "creation.mdg110_dead_rule"),
    ("MDG111", "creation.mdg111_survivorship_unranked"),
    ("MDG201", "topology.mdg201_carries_what_it_lacks"),
    ("MDG202", "topology.mdg202_echo_cycle"),
    ("MDG203", "topology.mdg203_lost_update_window"),
    ("MDG204", "topology.mdg204_racing_routes"),
    ("MDG205", "topology.mdg205_deletions_lost"),
    ("MDG206", "topology.mdg206_frozen_leaver"),
    ("MDG207", "topology.mdg207_stranded_copy"),
    ("MDG208", "topology.mdg208_not_reconciled"),
    ("MDG209", "topology.mdg209_no_initial_load"),
    ("MDG210", "topology.mdg210_self_flow"),
    ("MDG211", "topology.mdg211_key_not_held"),
    ("MDG212", "topology.mdg212_hub_bypass"),
    ("MDG213", "topology.mdg213_repeats_duplicate"),
    ("MDG214", "topology.mdg214_order_cycle"),
    ("MDG215", "topology.mdg215_single_point"),
    ("MDG216", "topology.mdg216_child_before_parent"),
    ("MDG217", "topology.mdg217_update_before_record"),
    ("MDG218", "topology.mdg218_orphaned_by_cutover"),
    ("MDG301", "freshness.mdg301_too_stale"),
    ("MDG302", "freshness.mdg302_unbounded"),
    ("MDG303", "freshness.mdg303_need_not_present"),
    ("MDG304", "freshness.mdg304_need_not_held"),
    ("MDG305", "freshness.mdg305_impossible"),
    ("MDG306", "freshness.mdg306_one_miss"),
    ("MDG307", "freshness.mdg307_schedule_gap"),
    ("MDG308", "freshness.mdg308_schedule_race"),
    ("MDG309", "freshness.mdg309_no_objective"),
    ("MDG401", "compliance.mdg401_no_lawful_basis"),
    ("MDG402", "compliance.mdg402_consent_not_recorded"),
    ("MDG403", "compliance.mdg403_withdrawal_unreached"),
    ("MDG404", "compliance.mdg404_withdrawal_slow"),
    ("MDG405", "compliance.mdg405_consent_after_data"),
    ("MDG406", "compliance.mdg406_withdrawal_not_returned"),
    ("MDG407", "compliance.mdg407_special_category_without_condition"),
    ("MDG408", "compliance.mdg408_inferred_special"),
    ("MDG409", "compliance.mdg409_purpose_creep"),
    ("MDG410", "compliance.mdg410_over_sharing"),
    ("MDG411", "compliance.mdg411_no_retention"),
    ("MDG412", "compliance.mdg412_copy_outlives"),
    ("MDG413", "compliance.mdg413_erasure_incomplete"),
    ("MDG414", "compliance.mdg414_erasure_undone"),
    ("MDG415", "compliance.mdg415_erasure_late"),
    ("MDG416", "compliance.mdg416_rectification_incomplete"),
    ("MDG417", "compliance.mdg417_cannot_be_found"),
    ("MDG418", "compliance.mdg418_no_processing_agreement"),
    ("MDG419", "compliance.mdg419_joint_without_arrangement"),
    ("MDG420", "compliance.mdg420_transfer_without_tool"),
    ("MDG421", "compliance.mdg421_adequacy_ended"),
    ("MDG422", "compliance.mdg422_onward_transfer"),
    ("MDG423", "compliance.mdg423_impact_assessment"),
    ("MDG424", "compliance.mdg424_marketing_without_opt_in"),
    ("MDG425", "compliance.mdg425_objection_ignored"),
    ("MDG426", "compliance.mdg426_backup_undoes_erasure"),
    ("MDG427", "compliance.mdg427_unencrypted_transfer"),
    ("MDG428", "compliance.mdg428_record_of_processing_gap"),
    ("MDG429", "compliance.mdg429_automated_decision"),
    ("MDG430", "compliance.mdg430_withdrawal_filtered"),
    ("MDG501", "responsibility.mdg501_not_one_accountable"),
    ("MDG502", "responsibility.mdg502_nobody_responsible"),
    ("MDG503", "responsibility.mdg503_outsider_accountable"),
    ("MDG504", "responsibility.mdg504_dpo_decides"),
    ("MDG505", "responsibility.mdg505_powerless"),
    ("MDG506", "responsibility.mdg506_contradiction"),
    ("MDG507", "responsibility.mdg507_flow_without_owner"),
    ("MDG601", "processes.mdg601_read_before_write"),
    ("MDG602", "processes.mdg602_use_without_consent_check"),
    ("MDG603", "processes.mdg603_widened_after_check"),
    ("MDG604", "processes.mdg604_result_not_returned"),
    ("MDG605", "processes.mdg605_double_spend"),
    ("MDG611", "processes.mdg611_step_cannot_read"),
    ("MDG612", "processes.mdg612_step_too_stale"),
    ("MDG613", "processes.mdg613_write_denied"),
    ("MDG614", "processes.mdg614_real_time_on_batch"),
    ("MDG615", "processes.mdg615_step_order_cycle"),
    ("MDG701", "hygiene.mdg701_unused"),
    ("MDG702", "hygiene.mdg702_unknown_category"),
    ("MDG703", "hygiene.mdg703_ambiguous_time"),
    ("MDG704", "hygiene.mdg704_unknown_region"),
    ("MDG705", "hygiene.mdg705_unknown_fact"),
    ("MDG706", "hygiene.mdg706_suppression"),
    ("MDG707", "hygiene.mdg707_expectation_failed"),
    ("MDG708", "hygiene.mdg708_ends_soon"),
    ("MDG801", "audit.mdg801_late"),
    ("MDG802", "audit.mdg802_missing"),
    ("MDG803", "audit.mdg803_repeat"),
    ("MDG804", "audit.mdg804_stale_overwrite"),
    ("MDG805", "audit.mdg805_echo"),
    ("MDG806", "audit.mdg806_ping_pong"),
    ("MDG807", "audit.mdg807_orphan"),
    ("MDG808", "audit.mdg808_unauthorised"),
    ("MDG809", "audit.mdg809_clock"),
    ("MDG810", "audit.mdg810_undeclared_route"),
    ("MDG811", "audit.mdg811_use_without_consent"),
    ("MDG812", "audit.mdg812_resurrected"),
    ("MDG813", "audit.mdg813_erasure_unproven"),
    ("MDG814", "audit.mdg814_unseen_flow"),
    ("MDG815", "audit.mdg815_bound_refuted"),
)
_MODULES = dict(CATALOGUE)
CODES: tuple[str, ...] = tuple(_MODULES)
#: The codes of the rules on what happened, which judge a log and not the text.
AUDITED: frozenset[str] = frozenset(code for code, module in CATALOGUE if module.startswith("audit."))
#: The codes of the rules on landscapes.
ON_LANDSCAPES: tuple[str, ...] = tuple(code for code in CODES if code not in AUDITED)


def rule(code: str) -> Rule:
    """The rule of a code such as ``MDG101``; MdgError, with the nearest code, for one that does not exist."""
    module = _MODULES.get(code)
    if module is None:
        raise MdgError(unknown_code(code))
    found: Rule = importlib.import_module(f"mdg.rules.{module}").RULE
    return found


def rules(codes: Iterable[str] = CODES) -> Iterator[Rule]:
    """Every rule, or those of some codes, in that order; no other is loaded."""
    return map(rule, codes)


def explanation(code: str) -> str:
    """The explanation of a rule, in Markdown; MdgError for an unknown code."""
    module = importlib.import_module(rule(code).module)
    return (module.__doc__ or "").strip() + "\n"


def expand(selectors: Iterable[str]) -> frozenset[str]:
    """The codes that codes and prefixes (``MDG1``) stand for; MdgError for one that stands for none."""
    found: set[str] = set()
    for selector in selectors:
        matching = [code for code in CODES if code.startswith(selector)] if selector else []
        if not matching:
            raise MdgError(unknown_code(selector))
        found.update(matching)
    return frozenset(found)


def unknown_code(code: str) -> str:
    """What to tell about a code that no rule has."""
    return f"there is no rule `{code}`; {hint(code)}"


def near(code: str) -> str | None:
    """The code that was probably meant, by a misspelling, by its number or by the name of the rule."""
    names = {module.partition("_")[2].replace("_", "-"): known for known, module in CATALOGUE}
    name = code.lower().replace("_", "-")
    if f"MDG{code}" in CODES:
        return f"MDG{code}"
    named = nearest(name, names)
    return nearest(code.upper(), CODES) or (names[named] if named else None)


def hint(code: str) -> str:
    """The way out for somebody who named a code that no rule has."""
    probable = near(code)
    meant = f"did you mean `{probable}`? " if probable else ""
    return f"{meant}`mdg rules` lists them"
