"""Scores of a whole sample: its sections beside its cells and identities."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.training.corpus.drawing import draw_sample
from gouji.training.evaluation.sample_scores import (
    score_failure,
    score_report,
    summarise_samples,
)


def test_each_opening_of_a_section_is_scored(kit: Kit) -> None:
    sample = draw_sample(Random(3), kit.forms, "003", rendering="pipes", damages=())
    report = extract(sample.data, sample.name, kit)
    right = score_report(sample, report, kit)
    openings = {(heading.section, 0) for heading in sample.headings}
    assert right.found_sections == right.true_sections == openings
    # The first section is lost and the last one is opened twice.
    sections = (*report.sections[1:], report.sections[-1])
    wrong = score_report(sample, replace(report, sections=sections), kit)
    count = len(right.true_sections)
    assert len(wrong.found_sections) == count
    assert summarise_samples("all", "all", [wrong], 0.8).sections == ((count - 1) / count,) * 2
    failed = score_failure(sample, "timeout", kit)
    assert summarise_samples("all", "all", [failed], 0.8).sections == (1.0, 0.0)
