"""Commands, options and links in the documents exist, and every command is documented."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from gouji.cli import app

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (
    *READMES,
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/checking.md",
    "docs/errors.md",
    "docs/exporting.md",
    "docs/formats.md",
    "docs/retraining.md",
    "docs/reviewing.md",
    "docs/running.md",
    "docs/zh-CN/checking.md",
    "docs/zh-CN/exporting.md",
    "docs/zh-CN/reviewing.md",
    "docs/zh-CN/running.md",
    "configs/README.md",
    "docs/python.md",
    "data/README.md",
    "training/README.md",
)
_CODE = re.compile(r"^```[a-z]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def find_lines(name: str) -> Iterator[str]:
    """Every line of code in a document, in blocks and inline."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for fenced, inline in _CODE.findall(text):
        yield from (fenced or inline).splitlines()


def find_calls(name: str, program: str) -> list[list[str]]:
    """The arguments of every call of `program` in a document."""
    lines = [line.split(" | ")[-1] for line in find_lines(name) if program in line]
    calls = [shlex.split(line, comments=True) for line in lines if line.startswith(program)]
    return [words[1:] for words in calls if words[0] == program]


Command = TyperCommand | TyperGroup


def check_command(command: object) -> Command:
    """The command, which must be one of Typer."""
    assert isinstance(command, Command)
    return command


def resolve(words: list[str]) -> tuple[Command, list[str]]:
    """The command that the arguments name, and the arguments after its name."""
    command = check_command(get_command(app))
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no `gouji {words[0]}`"
        command, words = check_command(command.commands[words[0]]), words[1:]
    return command, words


def options_of(command: Command) -> set[str]:
    options = [option for option in command.params if isinstance(option, TyperOption)]
    return {name for option in options for name in option.opts} | {"-h", "--help"}


def command_names(command: Command, prefix: str = "") -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield prefix.strip()
        return
    for name, subcommand in command.commands.items():
        yield from command_names(check_command(subcommand), f"{prefix} {name}")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_in_a_document_exists_with_its_options(name: str) -> None:
    for words in find_calls(name, "gouji"):
        command, rest = resolve(words)
        options = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
        assert options <= options_of(command), f"gouji {' '.join(words)}"


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", sorted(command_names(check_command(get_command(app)))))
def test_every_command_is_in_both_readmes(name: str, command: str) -> None:
    calls = [" ".join(words) for words in find_calls(name, "gouji")]
    assert any(call == command or call.startswith(f"{command} ") for call in calls)


@pytest.mark.parametrize("name", ["docs/running.md", "docs/zh-CN/running.md"])
def test_every_option_of_run_is_in_both_languages(name: str) -> None:
    options = options_of(resolve(["run"])[0]) - {"-h", "--help", "-o", "-q", "-j"}
    text = "\n".join(find_lines(name))
    assert {option for option in options if option not in text} <= {"--out"}, "-o suffices"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_in_a_document_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {word for words in find_calls(name, "make") for word in words} <= targets


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_links_to_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    for link in [link for link in links if "://" not in link]:
        assert ((ROOT / name).parent / link).exists(), link


def test_both_readmes_have_the_same_headings_and_calls() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in READMES]
    english, chinese = (re.findall(r"^(#+) ", text, re.MULTILINE) for text in texts)
    assert english == chinese
    assert find_calls(READMES[0], "gouji") == find_calls(READMES[1], "gouji")
