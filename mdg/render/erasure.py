"""The plan of an erasure for people: what is done where and when, who is told, and what is open."""

from __future__ import annotations

from collections.abc import Iterator

from mdg.diagnostic import Json
from mdg.model.landscape import Landscape
from mdg.render.block import MARGIN, fields
from mdg.render.cells import wrap
from mdg.render.matrix_words import condition
from mdg.render.style import PLAIN, Style
from mdg.rules.compliance.erasure_steps import Erasure, Step
from mdg.rules.telling import length
from mdg.topology import UNBOUNDED

_NARROWEST = 40


def text(plan: Erasure, reading: Landscape, columns: int = 100, style: Style = PLAIN) -> str:
    """The plan step by step, in the order in which nothing is brought back."""
    columns = max(columns, _NARROWEST)
    name = f" in `{reading.name}`" if reading.name else ""
    lines = wrap(f"erase `{plan.entity}`{name}, as of {reading.as_of.isoformat()}", columns, "", MARGIN)
    lines[0] = style("strong", lines[0])
    lines += fields(_heading(plan), columns, style)
    for step in plan.steps:
        lines += ["", *wrap(f"{style('strong', step.system)}: {_when(step.earliest)}", columns)]
        lines += fields(_fields(step), columns, style)
    beside = list(_beside(plan))
    lines += ["", *fields(beside, columns, style)] if beside else []
    lines += ["", *fields(_closing(plan), columns, style)]
    return "\n".join(lines) + "\n"


def _heading(plan: Erasure) -> Iterator[tuple[str, str]]:
    yield "for", condition(plan.population.when())
    if plan.suppress:
        yield "first", f"let {', '.join(plan.suppress)} take nobody in again (a suppression key at each creator)"
    if plan.spared:
        kept = ", ".join(step.system for step in plan.steps if step.keep)
        yield "hold back", f"deletions by {', '.join(plan.spared)}: they would take what has to be kept in {kept}"
    if plan.withheld:
        kept = ", ".join(step.system for step in plan.steps if step.keep)
        flows = ", ".join(plan.withheld)
        yield (
            "filter",
            f"such records out of {flows}, for as long as {kept} has to keep them: each load brings them back",
        )
    for one in plan.merged:
        by = f" by {', '.join(one.by)}" if one.by else ""
        yield "merged", f"{one.system} matches such records{by}: erase what it bears under every key that was merged"


def _when(seconds: float) -> str:
    if seconds == UNBOUNDED:
        return "when somebody says that nothing is under way to it any more; nothing bounds that"
    return "at once" if seconds == 0 else f"after {length(seconds)}, when what was under way has landed"


def _fields(step: Step) -> Iterator[tuple[str, str]]:
    yield "what", ", ".join(step.groups)
    if step.ids:
        yield "known as", "; ".join(step.ids)
    yield "how", _how(step)
    if step.paused:
        yield "pause", f"{', '.join(step.paused)}, until it is done here and in {', '.join(step.together)}"
    for one in step.keep:
        until = f" for {one.retention}" if one.retention else ""
        yield "keep", f"{one.group}{until}, restricted: {one.purpose} is a legal obligation (GDPR, Article 17(3)(b))"
    if step.backups is not None or step.replays is not None:
        kept = f"kept for {step.backups}" if step.backups is not None else "kept"
        replays = {True: "erasures are replayed", False: "a restore brings it back", None: "replay not stated"}
        yield "backups", f"{kept}; {replays[step.replays]}"
    if step.role or step.contact:
        yield "who", ", ".join(part for part in (step.contact, (step.role or "").replace("_", " ")) if part)


def _how(step: Step) -> str:
    if step.how == "delete":
        return "delete it here"
    if step.how == "flow":
        late = "without any bound" if step.arrives == UNBOUNDED else f"within {length(step.arrives or 0)}"
        comes = f"comes {late}" if step.arrives else "comes at once"
        return f"the deletion in {step.deleter} {comes}; look, and delete what is there"
    if step.how == "procedure":
        return step.procedure or ""
    return "OPEN: no deletion comes here, and no procedure is stated"


def _beside(plan: Erasure) -> Iterator[tuple[str, str]]:
    if plan.retired:
        yield "retired", f"{', '.join(plan.retired)}, out of force by now, had copies: see that nothing of them is left"
    for one in plan.caches:
        where = f" in {one.system}" if one.system is not None else ""
        when = "when it is erased there" if one.earliest == UNBOUNDED else _after(one.earliest)
        copy = (
            f"{', '.join(one.groups)} in the cache of {one.view}.{one.part}{where}, which keeps it {length(one.kept)}"
        )
        yield "cached", f"{copy}: empty it, or it is gone {when}"
    for other in plan.referring:
        systems = f" (personal data of it is in {', '.join(other.systems)})" if other.systems else ""
        kept = f", where consents or objections to {', '.join(other.purposes)} are kept"
        by = f" by {', '.join(other.by)}" if other.by else kept
        yield "refers", f"{other.entity}{by}{systems}: plan it with `--entity {other.entity}`"


def _closing(plan: Erasure) -> Iterator[tuple[str, str]]:
    if plan.tell:
        yield "tell", f"{', '.join(plan.tell)} (GDPR, Articles 17(2) and 19)"
    when = "never: nothing bounds it" if plan.verifiable == UNBOUNDED else _after(plan.verifiable)
    yield "verify", f"{when}, look for a copy in each of these systems, and keep what you saw as evidence"
    if plan.limit is not None:
        late = plan.verifiable > plan.limit
        yield "due", f"within {length(plan.limit)} of the request ({plan.article}){': too late' if late else ''}"
    open_ = [step.system for step in plan.steps if step.how == "open"]
    if open_:
        yield "open", f"nothing says how it is erased in {', '.join(open_)}"


def _after(seconds: float) -> str:
    return "at once" if seconds == 0 else f"after {length(seconds)}"


def as_json(plan: Erasure, reading: Landscape) -> dict[str, Json]:
    """The keys of ``erase.schema.json``."""
    return {"landscape": reading.name, "as_of": reading.as_of.isoformat(), **plan.as_json()}
