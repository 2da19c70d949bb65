"""Which files belong to a landscape, and what keeps one from being read."""

from __future__ import annotations

import gc
import os
import socket
from pathlib import Path

import pytest

from mdg.diagnostic import MdgError
from mdg.text.files import FileText, excluded, read_path


def keys(texts: list[FileText]) -> list[str]:
    return [text.source.key for text in texts]


def only(texts: list[FileText]) -> tuple[str, str]:
    """The code and message of the one problem there is."""
    [problem] = [problem for text in texts for problem in text.problems]
    assert problem.help
    return problem.code, problem.message


def test_a_folder_is_read_in_the_order_of_its_keys(tmp_path: Path) -> None:
    for key in ("b.yaml", "a/z.yml", "a.json", "a-b.yaml", ".hidden.yaml", ".git/c.yaml", "notes.md", "x.yaml/in.yaml"):
        file = tmp_path / key
        file.parent.mkdir(exist_ok=True)
        file.write_text("{}" if key.endswith("json") else "mdg: 1")
    texts = read_path(tmp_path)
    assert keys(texts) == ["a-b.yaml", "a.json", "a/z.yml", "b.yaml", "x.yaml/in.yaml"]
    assert texts[2].source.name == (tmp_path / "a/z.yml").as_posix()
    assert keys(read_path(tmp_path, exclude=["a", "x.yaml"])) == ["a-b.yaml", "a.json", "b.yaml"]


def test_names_are_told_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").write_text("mdg: 1")
    monkeypatch.chdir(tmp_path)
    assert read_path(".")[0].source.name == "in/a.yaml"
    assert read_path("in")[0].source.name == "in/a.yaml"
    assert read_path("in")[0].source.key == "a.yaml"
    [single] = read_path("in/a.yaml")
    assert (single.source.name, single.source.key) == ("in/a.yaml", "a.yaml")


def test_a_file_named_directly_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name in ("landscape.txt", ".hidden"):
        (tmp_path / name).write_text("mdg: 1")
        assert read_path(tmp_path / name)[0].root == {"mdg": "1"}
    (tmp_path / "a.json").write_text("mdg: 1")
    assert only(read_path(tmp_path / "a.json"))[0] == "MDG002"


def test_standard_input() -> None:
    [text] = read_path("-", stdin_text=b"a: NO")
    assert text.root == {"a": "NO"}
    assert text.source.locate(("a",), key=False).file == "<stdin>"


@pytest.mark.parametrize("path", ["missing", "missing/x.yaml", "nul\0"])
def test_a_path_that_is_not_there_is_an_error(tmp_path: Path, path: str) -> None:
    with pytest.raises(MdgError, match=r"missing|nul"):
        read_path(tmp_path / path)


def test_a_path_below_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("mdg: 1")
    with pytest.raises(MdgError, match="cannot be read: not a directory"):
        read_path(tmp_path / "a.yaml" / "b.yaml")


def test_an_empty_folder_and_an_empty_file(tmp_path: Path) -> None:
    assert read_path(tmp_path) == []
    for name, content in (("a.yaml", ""), ("b.yaml", "# nothing\n"), ("c.json", " \n"), ("d.yaml", "---\n")):
        (tmp_path / name).write_text(content)
    for text in read_path(tmp_path):
        assert (text.root, text.problems, text.unreadable) == (None, (), False)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("mdg: 1\n# " + "x" * 2000)
    assert only(read_path(tmp_path, max_bytes=1024)) == ("MDG001", "the file has more than 1 KB, and is not read")
    assert only(read_path("-", stdin_text=b"a: 12", max_bytes=4))[0] == "MDG001"
    huge = tmp_path / "b.yaml"
    with huge.open("wb") as file:
        file.truncate(257 * 2**20)  # sparse: takes no room
    assert only(read_path(huge)) == ("MDG001", "the file has more than 256 MB, and is not read")


def test_links(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    for each in (folder / ".data", outside):
        each.mkdir(parents=True)
    (outside / "o.yaml").write_text("secret: 1")
    (folder / "a.yaml").write_text("mdg: 1")
    (folder / ".data" / "h.yaml").write_text("title: hidden")
    links = {
        "again.yaml": folder / "a.yaml",  # read under its own name
        "h.yaml": Path(".data/h.yaml"),  # has no other name here: as a mounted configuration has it
        "h2.yaml": Path(".data/h.yaml"),
        "readme.md": outside / "o.yaml",
        "o.yaml": outside / "o.yaml",
        "dir": outside,
        "self": folder,
        "nowhere.yaml": folder / "none.yaml",
        "round.yaml": folder / "round.yaml",
        "secret": folder / ".data",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    texts = read_path(folder)
    told = {text.source.key: text.problems[0].message if text.problems else text.root for text in texts}
    assert told == {
        "a.yaml": {"mdg": "1"},
        "h.yaml": {"title": "hidden"},
        "o.yaml": "the link leads out of the landscape's folder",
        "dir": "the link leads out of the landscape's folder",
        "nowhere.yaml": "the link leads nowhere",
        "round.yaml": "the link leads to itself",
        "secret": "the link leads to a hidden folder",
    }
    assert all(text.unreadable and text.problems[0].code == "MDG001" for text in texts if text.problems)


def test_a_folder_beside_with_a_longer_name_is_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in2").mkdir()
    (tmp_path / "in2" / "a.yaml").write_text("mdg: 1")
    (tmp_path / "in" / "a.yaml").symlink_to(tmp_path / "in2" / "a.yaml")
    assert only(read_path(tmp_path / "in"))[1] == "the link leads out of the landscape's folder"


def test_special_files_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    os.mkfifo("pipe.yaml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.yaml")
        Path("a.yaml").write_text("mdg: 1")
        texts = read_path(".")
    told = [(text.source.key, [problem.message for problem in text.problems]) for text in texts]
    assert told == [
        ("a.yaml", []),
        ("pipe.yaml", ["this is a named pipe, and only ordinary files are read"]),
        ("socket.yaml", ["this is a socket, and only ordinary files are read"]),
    ]
    assert only(read_path("pipe.yaml"))[0] == "MDG001"
    assert only(read_path("/dev/null"))[1] == "this is a device, and only ordinary files are read"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:  # pragma: no cover - depends on who runs the tests
    closed = tmp_path / "a.yaml"
    closed.write_text("mdg: 1")
    closed.chmod(0)
    assert only(read_path(tmp_path)) == ("MDG001", "the file cannot be read: permission denied")
    with pytest.raises(MdgError, match="may not be read"):
        read_path(closed)


def test_a_read_that_fails_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("mdg: 1")

    def failing(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", failing)
    assert only(read_path(tmp_path)) == ("MDG001", "the file cannot be read: permission denied")


def test_odd_names_can_be_shown_and_stored(tmp_path: Path) -> None:
    for name in (b"new\nline.yaml", b"bad\xff.yaml", "ä ö.yaml".encode(), b"[x]*.yaml"):
        try:
            (tmp_path / os.fsdecode(name)).write_text("mdg: 1")
        except OSError:  # a file system may refuse such names
            continue
    texts = read_path(tmp_path)
    assert texts
    for text in texts:
        assert text.root == {"mdg": "1"}
        assert text.source.name.encode("utf-8").decode().isprintable()


def test_thousands_of_files(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.yaml").write_text(f"systems: {{s{number}: {{}}}}")
    texts = read_path(tmp_path)
    assert len(texts) == 3000
    assert all(text.root for text in texts)


def test_a_tree_of_folders_deeper_than_recursion_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inner = "/".join("d" * 1 for _ in range(400))
    Path(inner).mkdir(parents=True)
    (Path(inner) / "a.yaml").write_text("mdg: 1")
    assert keys(read_path(".")) == [f"{inner}/a.yaml"]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, collecting: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        read_path("-", stdin_text=b"a: [")
        assert gc.isenabled() == collecting
        with pytest.raises(MdgError):
            read_path(tmp_path / "none")
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize(
    ("key", "glob", "expected"),
    [
        ("docker-compose.yml", "docker-compose.yml", True),
        ("in/docker-compose.yml", "docker-compose.yml", True),
        ("in/docker-compose.yml", "./docker-compose.yml", False),
        ("in/a.yaml", "in", True),
        ("in/a.yaml", "in/", True),
        ("inner/a.yaml", "in", False),
        ("in/a.yaml", "in/*.yaml", True),
        ("in/deep/a.yaml", "in/*.yaml", False),
        ("in/deep/a.yaml", "in/**/a.yaml", True),
        ("in/a.yaml", "in/**/a.yaml", True),
        ("in/deep/a.yaml", "in/**", True),
        ("deep/in/a.yaml", "in/*", False),
        ("a.draft.yaml", "*.draft.yaml", True),
        ("axdraft.yaml", "a.draft.yaml", False),
        ("a1.yaml", "a?.yaml", True),
    ],
)
def test_globs(key: str, glob: str, expected: bool) -> None:
    assert excluded(key, [glob]) is expected
