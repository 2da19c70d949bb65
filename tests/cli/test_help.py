"""Help, explanations and the list of rules: all of what exists, and nothing else."""

from __future__ import annotations

import importlib
import json
import platform
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mdg import __version__
from mdg.cli import run
from mdg.cli.dispatch import COMMANDS
from mdg.rules import CODES, explanation, rule
from tests.cli.conftest import environment

Said = pytest.CaptureFixture[str]


def test_help_lists_what_exists(capsys: Said) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    listed = [
        line.split()[0]
        for line in said.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
        if line[:3].strip()
    ]
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_the_list_says(name: str, capsys: Said) -> None:
    module, said = COMMANDS[name]
    command: click.Command = importlib.import_module(module).command
    assert command.name == name
    assert (command.help or "").partition("\n")[0] == said
    assert run([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: mdg {name}")


def test_a_command_is_imported_when_it_is_called(folder: Path) -> None:
    code = (
        "import sys; from mdg.cli import run; run(['--help']); run(['rules', '--help'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('mdg.cli.')))"
    )
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    loaded = ended.stdout.splitlines()[-1]
    assert "mdg.cli.rules" in loaded
    assert not [name for name in ("check", "decide", "explain") if f"'mdg.cli.{name}'" in loaded]


def test_version(capsys: Said) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"mdg {__version__}\n"


@pytest.mark.parametrize("arguments", [["-VV"], ["--version", "--version"]])
def test_version_with_all_that_a_report_of_a_fault_needs(arguments: list[str], capsys: Said) -> None:
    assert run(arguments) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"mdg {__version__}"
    assert platform.python_version() in second
    assert platform.system() in second


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Commands:"),
        (["chek"], "did you mean `check`?"),
        (["audits"], "there is no command `audits`; did you mean `audit`?"),
        (["--colour"], "--colour"),
        (["explain"], "CODE"),
        (["explain", "MDG1O2"], "`MDG102`"),
        (["explain", "MDG1"], "`MDG1`"),
        (["rules", "--select", "MDG9"], "`MDG9`"),
        (["rules", "--format", "yaml"], "`yaml`"),
    ],
)
def test_wrong_usage(arguments: list[str], told: str, capsys: Said) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err


def test_rules_lists_all(capsys: Said) -> None:
    assert run(["rules"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("MDG")]
    assert [line.split()[0] for line in lines] == list(CODES)


def test_rules_as_json(capsys: Said) -> None:
    assert run(["rules", "--format", "json", "--select", "MDG10,MDG705"]) == 0
    listed = json.loads(capsys.readouterr().out)["rules"]
    assert [entry["code"] for entry in listed] == [code for code in CODES if code[:5] == "MDG10" or code == "MDG705"]
    assert {tuple(entry) for entry in listed} == {("code", "name", "severity", "summary")}
    assert all(entry["summary"].endswith(".") for entry in listed)


@pytest.mark.parametrize("code", CODES)
def test_each_rule_is_explained(code: str, capsys: Said) -> None:
    assert run(["explain", code]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"# {code} {rule(code).name} (")
    assert said.endswith(explanation(code))


def test_explanation_as_json(capsys: Said) -> None:
    assert run(["explain", "mdg102", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "code": "MDG102",
        "name": "two-creators",
        "severity": "error",
        "explanation": explanation("MDG102"),
    }
