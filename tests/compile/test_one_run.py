"""All errors of a landscape in one run: an item that is wrong hides nothing, neither in itself nor in others."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

import mdg
from mdg.diagnostic import LandscapeError
from tests.rules.reading import TODAY, judged, judged_files, marked, underlined


def told(text: str) -> list[tuple[str, str]]:
    """The code and the underlined text of each finding, in the order of the text."""
    findings = judged(text).findings
    places = [(finding.location["line"], finding.location["column"], finding) for finding in findings]
    return [(finding.code, marked(text, finding)) for _, _, finding in sorted(places, key=lambda place: place[:2])]


def test_shape_and_references_of_one_item() -> None:
    text = """
    entities: {customer: {groups: {name: [first]}}}
    systems: {shop: {}, crm: {}}
    flows:
      a: {from: shopp, to: crm, latency: soon, groups: [nam]}
      b: {fromm: shop, to: cmr}
      c: {to: crn, colour: red}
    ownership:
      o: {system: [shop, shp], may: [creat, update], when: {kind: person}}
    """
    assert told(text) == [
        ("MDG008", "shopp"),
        ("MDG006", "soon"),
        ("MDG008", "nam"),
        ("MDG005", "fromm"),
        ("MDG008", "cmr"),
        ("MDG007", "c"),
        ("MDG008", "crn"),
        ("MDG005", "colour"),
        ("MDG008", "shp"),
        ("MDG006", "creat"),
        ("MDG008", "kind"),
    ]


def test_what_stands_in_a_faulty_entity_is_known_as_far_as_it_is_right() -> None:
    text = """
    entities:
      customer:
        dimensions: {kind: [person, company], tier: {values: [gold], opn: true}}
        groups: {name: [first], bank: {attributs: [iban]}, tax: [vat, vat]}
    systems: {shop: {}}
    needs:
      a: {system: shop, groups: [name, bank, tax, nmae], when: {kind: persn, tier: gold}}
    """
    assert told(text) == [
        ("MDG005", "opn"),
        ("MDG005", "attributs"),
        ("MDG006", "vat"),
        ("MDG008", "nmae"),
        ("MDG008", "persn"),
    ]


def test_what_follows_from_a_fault_elsewhere_is_not_told() -> None:
    """Whether `all` fits, or which entity is meant, hangs on what is wrong."""
    text = """
    entities:
      customer:
        dimensions: {role: {values: [a, b], many: maybe}}
        groups: {name: [first]}
      product: text
    systems: {shop: {}}
    needs:
      n: {system: shop, entity: customer, when: {role: {all: [a, b]}}}
      m: {system: shop, groups: [label]}
      o: {system: shop, groups: {all_but: [name]}, entity: customer}
    """
    assert told(text) == [("MDG006", "maybe"), ("MDG006", "text")]


def test_a_wrong_id_is_known_all_the_same() -> None:
    text = """
    entities: {customer: {groups: {name: [first]}}}
    systems: {1st: {}, shop: {}}
    needs: {n: {system: 1st}, m: {system: shp}}
    """
    assert told(text) == [("MDG006", "1st"), ("MDG008", "shp")]


def test_without_any_entity_that_is_told_once() -> None:
    text = """
    systems: {shop: {}, erp: {}}
    needs: {n: {system: shop}, m: {system: erp}}
    flows: {f: {from: shop, to: erp}}
    """
    [(code, _)] = told(text)
    assert code == "MDG007"


def test_an_entity_beyond_reading_is_not_missed_by_each_statement() -> None:
    text = """
    entities: {customer: [name]}
    systems: {shop: {}}
    needs: {n: {system: shop}, m: {system: shop, entity: customer, groups: [name]}}
    """
    assert told(text) == [("MDG006", "[name]")]


def test_each_file_has_its_say(tmp_path: Path) -> None:
    report = judged_files(
        tmp_path,
        {
            "a.yaml": "mdg: 1\nentities: {customer: {groups: {name: [first]}}}\nsystems: {shop: {}}",
            "b.yaml": "flows: {f: {from: shop, to: erp, latency: 5}}",
            "c.yaml": "needs: {n: {system: crm}}\ncolour: blue",
            "d.yaml": "needs: {n: {system: shop}}",
        },
    )
    named = [(Path(finding.location["file"]).name, finding.code) for finding in report.findings]
    assert sorted(named) == [
        ("b.yaml", "MDG006"),
        ("b.yaml", "MDG008"),
        ("c.yaml", "MDG005"),
        ("c.yaml", "MDG008"),
        ("d.yaml", "MDG004"),
    ]


def test_a_wrong_text_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("mdg: 1\nsystems: {shop: {kind: shopp}}\n")
    with pytest.raises(LandscapeError, match=r"a\.yaml:2:24: MDG006 `shopp` is not a value of `kind`") as raised:
        mdg.load(tmp_path, as_of=TODAY)
    assert [finding.code for finding in raised.value.report.findings] == ["MDG006"]


def paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at] * bool(at) + [path for name, part in parts for path in paths(part, (*at, name))]


def changed(tree: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a tree with something else at a path; with nothing there for None."""
    if not path:
        return new
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    inner = changed(tree[path[0]], path[1:], new)
    if inner is None:
        del copy[path[0]]
    else:
        copy[path[0]] = inner
    return copy


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_damaged_is_told_and_nothing_breaks(project: Path, seed: int) -> None:
    """A real landscape with something taken out, emptied or replaced here and there."""
    chance = random.Random(seed)
    tree: dict[str, Any] = {}
    for file in sorted((project / "examples" / "sap_cx").rglob("*.yaml")):
        for section, items in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader).items():
            tree[section] = {**tree.get(section, {}), **items} if isinstance(items, dict) else items
    every = [path for path in paths(tree) if path[0] not in ("mdg", "settings")]
    for _ in range(12):
        damaged = tree
        for path in sorted(chance.sample(every, 4), key=len, reverse=True):
            damaged = changed(damaged, path, chance.choice([None, "", "zzz", ["zzz"], {"zzz": "1"}, [], {}]))
        report = mdg.check(damaged, as_of=TODAY)
        for finding in report.findings:
            assert "`?`" not in finding.message
            assert finding.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mgd: 1\nsystems: {a: {}}", [("MDG005", "mgd")]),
        ("mgd: 1", [("MDG005", "mgd")]),
        (
            "mdg: 1\nentitys: {e: {groups: {g: [id]}}}\nneeds: {n: {system: a}}\nsystems: {a: {}}",
            [("MDG005", "entitys")],
        ),
        ("mdg: 1\nentities: [e]\nneeds: {n: {system: a}}\nsystems: {a: {}}", [("MDG006", "[e]")]),
        ("mdg: 1\nentities: {x-e: {}}\nneeds: {n: {system: a}}\nsystems: {a: {}}", [("MDG006", "x-e")]),
    ],
)
def test_what_is_misspelt_is_not_missing_too(text: str, expected: list[tuple[str, str]]) -> None:
    report = mdg.check("-", stdin_text=text.encode(), as_of=TODAY)
    assert [(finding.code, underlined(report, finding)) for finding in report.findings] == expected


def test_a_section_with_nothing_in_it_is_named() -> None:
    [finding] = judged("entities: {e: {groups: {g: [id]}}}\nsystems:\nneeds: {n: {system: a}}").findings
    assert (finding.message, finding.help) == ("unknown system `a`", "no system is declared: nothing is in `systems`")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            "expectations: {e: {record: r2, created_in: zz}}",
            [("MDG007", "e"), ("MDG008", "r2"), ("MDG008", "zz")],
        ),
        (
            "purposes: {p: {lawful_basis: consent, controller: zz, objection_group: bp.foo}}",
            [("MDG007", "p"), ("MDG008", "zz"), ("MDG008", "bp.foo")],
        ),
        (
            "purposes: {p: {consent: yes, controller: zz}}",
            [("MDG006", "yes"), ("MDG008", "zz")],
        ),
        (
            "processes: {p: {steps: {s: {purpose: q, groups: [z]}}}}",
            [("MDG007", "s"), ("MDG008", "q"), ("MDG008", "z")],
        ),
    ],
)
def test_what_is_missing_from_an_item_hides_no_reference(item: str, expected: list[tuple[str, str]]) -> None:
    assert told(f"entities: {{bp: {{groups: {{g: [id]}}}}}}\nsystems: {{a: {{}}}}\n{item}") == expected


_SHOP = "entities: {bp: {dimensions: {k: [a, b]}, groups: {g: [id]}}}\nsystems: {erp: {}, crm: {}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ownership: {a: {sytem: crmm, may: [create]}, b: {system: crmm, may: [update]}}",
            [("MDG005", "sytem"), ("MDG008", "crmm")],
        ),
        (
            "ownership: {a: {system: erp, may: [creat]}, b: {system: erp, may: update, when: {k: creat}}}",
            [("MDG006", "creat"), ("MDG008", "creat")],
        ),
        (
            "needs: {a: {system: erp, system: crmm}, b: {system: crmm}}",
            [("MDG003", "system"), ("MDG008", "crmm")],
        ),
        ("zz: 1\nneeds: {a: {system: zz}, b: {system: zz}}", [("MDG005", "zz"), ("MDG008", "zz"), ("MDG008", "zz")]),
        ("needs: {a: {system: erp, zz: 1}, b: {system: zz}}", [("MDG005", "zz"), ("MDG008", "zz")]),
    ],
)
def test_what_is_wrong_hides_no_name_that_it_does_not_declare(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(_SHOP + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sytems: {x: }\nneeds: {a: {system: x}}", [("MDG005", "sytems")]),
        ("systms: [x]\nneeds: {a: {system: x}}", [("MDG005", "systms")]),
        ("zz: {x: {}}\nneeds: {a: {system: x}}", [("MDG005", "zz")]),
        ("x: {kind: hub}\nneeds: {a: {system: x}}", [("MDG005", "x")]),
        ("populations: {p: {x: {when: {k: a}}}}\nneeds: {a: {system: erp, population: x}}", [("MDG005", "x")]),
        ("parties: [x]\nflows: {f: {from: erp, to: crm, owner: x}}", [("MDG006", "[x]")]),
        ("needs: {a: {system: x}}\nsystems: {x: }", [("MDG003", "systems")]),
        (
            "entitys: {c: {dimensions: {d: [u]}, groups: {h: [n]}}}\n"
            "needs: {a: {system: erp, entity: c, groups: [h], when: {d: u}}, "
            "b: {system: erp, entity: bp, when: {k: u}}}",
            [("MDG005", "entitys")],
        ),
    ],
)
def test_what_is_wrong_may_declare_what_others_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(_SHOP + text) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("dimensions: {k: {valus: [a]}}, groups: {g: [id]}", [("MDG007", "k"), ("MDG005", "valus")]),
        ("dimension: {k: [a]}, groups: {g: [id]}", [("MDG005", "dimension")]),
        ("dimensions: {k: [a]}, group: {g: [id]}", [("MDG007", "bp"), ("MDG005", "group")]),
        ("dimensions: {k: [a]}, groups: [g]", [("MDG006", "[g]")]),
        ("dimensions: {k: [c], k: [a]}, groups: {g: [id]}", [("MDG003", "k")]),
        ("dimensions: {k: [a]}, g: [id], groups: {h: [id]}", [("MDG005", "g")]),
    ],
)
def test_what_is_wrong_in_an_entity_may_declare_its_parts(inside: str, expected: list[tuple[str, str]]) -> None:
    use = "needs: {n: {system: s, groups: [g], when: {k: a}}}\nsystems: {s: }\n"
    found = [code for code, _ in told(f"{use}entities: {{bp: {{{inside}}}}}")]
    assert "MDG008" not in found
    assert expected[-1] in told(f"{use}entities: {{bp: {{{inside}}}}}")


def test_doubles_in_json_declare_names_too(tmp_path: Path) -> None:
    text = (
        '{"mdg": 1, "systems": {"s": {}}, "systems": {"t": {}}, "needs": {"n": {"system": "t"}, "m": {"system": "u"}}}'
    )
    report = judged_files(tmp_path, {"a.json": text, "b.yaml": "entities: {bp: {groups: {g: [id]}}}"})
    assert [finding.code for finding in report.findings] == ["MDG003", "MDG008"]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("entity: bq, parts: {p: {from: erp, groups: [g]}, q: {from: erq}}", [("MDG008", "bq"), ("MDG008", "erq")]),
        ("parts: {p: {from: erp, groups: [g]}, q: {from: erp}}", [("MDG007", "v")]),
        ("entity: bq, parts: {p: {from: erp, entity: rel, groups: [z]}}", [("MDG008", "bq"), ("MDG008", "z")]),
        ("entity: bp, parts: {p: {from: erp, entitiy: rel, groups: [h], join: m}}", [("MDG005", "entitiy")]),
    ],
)
def test_what_is_wrong_with_the_entity_of_a_view_is_told_once(view: str, expected: list[tuple[str, str]]) -> None:
    entities = "entities: {bp: {groups: {g: [id]}}, rel: {groups: {h: [m]}}}"
    assert told(f"{entities}\nsystems: {{erp: }}\nviews: {{v: {{{view}}}}}") == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("{}", ["`record` has no value for `kind`, `role`"]),
        ("{kind: a}", ["`record` has no value for `role`"]),
        ("{knd: a, role: []}", ["unknown dimension `knd`"]),
        ("{kind: a, role: []}", []),
    ],
)
def test_the_record_of_an_expectation_has_every_dimension(record: str, expected: list[str]) -> None:
    dimensions = "dimensions: {kind: [a, b], role: {values: [c], many: true}}"
    text = f"entities: {{bp: {{{dimensions}, groups: {{g: [id]}}}}}}\nsystems: {{s: }}\n"
    report = judged(f"{text}expectations: {{e: {{record: {record}, created_in: s, never_reaches: [s]}}}}")
    assert [finding.message for finding in report.findings if finding.code < "MDG1"] == expected


def test_a_fault_in_one_entity_hides_nothing_about_another() -> None:
    text = """
    entities:
      customer: {dimensions: {tier: [gold, none]}, groups: {name: {attributes: [first], confidentiality: secret}}}
      product: {dimensions: {kind: [a, b]}, groups: {label: [text]}}
    populations:
      c: {entity: customer, when: {tier: {all: [gold]}}}
      p: {entity: product, when: {kind: {all: [a]}}}
    systems: {shop: {}}
    ownership:
      o: {system: shop, entity: product, may: [create], groups: {all_but: [label]}}
    needs:
      n: {system: shop, entity: product, groups: {all_but: [label]}}
    """
    assert [code for code, _ in told(text)] == ["MDG006"] * 4


def test_what_stands_in_place_of_a_fault_is_suggested_to_nobody() -> None:
    text = """
    entities: {customer: {groups: {name: [first, first]}}}
    systems: {shop: {finds_by: [other]}}
    """
    helps = [finding.help for finding in judged(text).findings]
    assert helps
    assert not any("?`" in one for one in helps)


def test_that_every_file_is_excluded_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("systems: {shop: {}}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("settings: {exclude: ['*.yaml']}\n", encoding="utf-8")
    (finding,) = mdg.check(tmp_path).findings
    assert (finding.code, "leaves out every landscape file here (2)" in finding.message) == ("MDG010", True)


@pytest.mark.parametrize("first", ["", " {}", " none", " [1]"])
@pytest.mark.parametrize("section", ["systems", "flows"])
def test_a_section_that_stands_twice_after_an_empty_one(first: str, section: str) -> None:
    text = f"mdg: 1\nentities: {{bp: {{groups: {{g: [a]}}}}}}\n{section}:{first}\n{section}:\n  s: {{}}\n"
    findings = {finding.code: finding for finding in mdg.check("-", stdin_text=text.encode()).findings}
    twice = findings["MDG003"]
    assert (twice.location["line"], twice.related[0]["location"]["line"]) == (4, 3)
    if first in (" none", " [1]"):
        assert (findings["MDG006"].location["line"], findings["MDG006"].location["column"]) == (3, len(section) + 3)


def test_a_key_without_a_name_leaves_nothing_to_be_judged() -> None:
    text = """
    entities: {c: {groups: {g: {attributes: [a], categories: [user.name]}}}}
    "": {s: {}, t: {}}
    flows: {f: {from: s, to: t}}
    """
    assert "MDG005" in {code for code, _ in told(text)}
