"""The database of decisions, on SQLite and on PostgreSQL: nothing is lost, stored twice, refused."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gouji.pipeline.decisions.answers import CellAnswer, FindingAnswer
from gouji.pipeline.decisions.records import Decision, Subject, now, retract
from gouji.pipeline.store.decisions.database import DatabaseError
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url, has_decisions

CELL = Subject("ab#2", "cell", "requests/received/total")
WRITERS, EACH = 8, 500


def decide(subject: Subject = CELL, value: int = 41, by: str = "张三") -> Decision:
    return Decision(subject, CellAnswer(status="read", value=value), by, now())


def test_a_decision_comes_back_as_it_was(url: str) -> None:
    journal = Journal.open(url)
    full = Decision(
        CELL, CellAnswer(status="read", value="190.457379"), "<b>'\"; drop table decisions;--",
        datetime(2026, 12, 1, 8, tzinfo=UTC), "id.1", None, 1.25, True, True,
        {"status": "blank", "value": None, "\x00": "\ud800"}, "m 1", "看图", {"batch": [1]},
    )  # fmt: skip
    finding = Decision(
        Subject("ab", "finding", "k"), FindingAnswer(judgement="misread"), "乙", now()
    )
    assert journal.append([full, finding, retract(full, "乙")]) == 3
    read = journal.read()
    assert [stored.decision for stored in read][:2] == [full, finding]
    assert read[2].decision.retracts == "id.1"
    assert [stored.number for stored in read] == sorted(stored.number for stored in read)
    assert journal.read(after=read[1].number) == read[2:]
    assert [stored.decision for stored in journal.read(reports=["ab"])] == [finding]
    assert set(journal.group()) == {CELL, finding.subject}


def test_what_is_sent_twice_is_stored_once(url: str) -> None:
    journal = Journal.open(url)
    first, second = decide(), decide(value=42)
    assert journal.append([first]) == 1
    assert journal.append([first, second, second]) == 1
    assert [stored.decision for stored in journal.read()] == [first, second]


def test_a_database_that_is_there_is_opened_again(url: str) -> None:
    first, decision = Journal.open(url), decide()
    first.append([decision])
    first.close()
    assert [stored.decision for stored in Journal.open(url).read()] == [decision]


def test_a_group_has_one_holder_until_the_lease_ends(url: str) -> None:
    journal = Journal.open(url)
    assert journal.lease("a", "s1", "甲", clock=1000)
    assert not journal.lease("a", "s2", "乙", clock=1100)
    assert journal.list_leases(clock=1100) == {"a": "s1"}
    assert journal.lease("a", "s1", "甲", clock=1200)
    assert not journal.lease("a", "s2", "乙", clock=1450)
    assert journal.lease("a", "s2", "乙", clock=1501)
    assert journal.lease("b", "s2", "乙", clock=1501)
    journal.release("s2", "a")
    assert journal.list_leases(clock=1502) == {"b": "s2"}
    journal.release("s2")
    assert journal.list_leases(clock=1502) == {}


WRITER = """
import sys
from tests.store.decisions.test_journal import CELL, decide
from gouji.pipeline.store.decisions.journal import Journal
journal, number = Journal.open(sys.argv[1]), int(sys.argv[2])
sys.stdin.readline()
for value in range(int(sys.argv[3])):
    journal.lease(f"group {value % 7}", f"s{number}", str(number))
    journal.append([decide(CELL, value, str(number))])
"""


@pytest.mark.slow
def test_eight_writers_lose_nothing_and_none_is_refused(url: str) -> None:
    root = Path(__file__).parents[3]
    words = [sys.executable, "-c", WRITER, url]
    writers = [
        subprocess.Popen(
            [*words, str(number), str(EACH)], cwd=root, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    journal = Journal.open(url)
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    seen: list[int] = []
    while any(writer.poll() is None for writer in writers):
        seen += [stored.number for stored in journal.read(after=seen[-1] if seen else 0)]
        time.sleep(0.2)
    errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, errors
    seen += [stored.number for stored in journal.read(after=seen[-1] if seen else 0)]
    stored = journal.read()
    assert seen == [one.number for one in stored]  # who reads on from a number misses none
    said = [(one.decision.by, one.decision.answer) for one in stored]
    expected = {
        (str(number), CellAnswer(status="read", value=value))
        for number in range(WRITERS)
        for value in range(EACH)
    }
    assert len(said) == len(expected)
    assert set(said) == expected


def test_the_message_of_a_database_that_is_not_there_hides_the_password() -> None:
    with pytest.raises(DatabaseError, match="无法使用") as error:
        Journal.open("postgresql://gouji:geheim@127.0.0.1:9/none")
    assert "geheim" not in str(error.value)
    with pytest.raises(DatabaseError, match="cannot be used"):
        Journal.open("no url")


def test_the_database_is_that_of_the_call_the_environment_or_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOUJI_DECISIONS", raising=False)
    assert find_url(tmp_path) == f"sqlite:///{tmp_path}/decisions.sqlite"
    assert not has_decisions(tmp_path)
    Journal.open(find_url(tmp_path)).close()
    assert has_decisions(tmp_path)
    monkeypatch.setenv("GOUJI_DECISIONS", "postgresql://a/b")
    assert find_url(tmp_path) == "postgresql://a/b"
    assert find_url(tmp_path, "sqlite://") == "sqlite://"
