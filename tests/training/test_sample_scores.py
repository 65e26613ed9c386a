"""A sample marked like an exam paper: sections beside cells and identities."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.training.corpus.build import draw_sample
from gouji.training.evaluation.sample_scores import line, mark_failure, mark_report


def test_sections_are_marked_one_by_one(kit: Kit) -> None:
    sample = draw_sample(Random(3), kit.forms, "003", rendering="pipes", damages=())
    report = extract(sample.data, sample.name, kit)
    whole = mark_report(sample, report, kit)
    assert whole.opened == whole.titled == {(one.section, 0) for one in sample.headings}
    twice = replace(report, sections=(*report.sections[1:], report.sections[-1]))
    halved = mark_report(sample, twice, kit)
    assert len(halved.opened) == len(whole.titled)
    many = len(whole.titled)
    assert line("all", "all", [halved], 0.8).sections == ((many - 1) / many,) * 2
    lost = mark_failure(sample, "timeout", kit)
    assert line("all", "all", [lost], 0.8).sections == (1.0, 0.0)
