"""The claims of scans beside those of the same reports as text: `scan_claims.py --count N`.

Each report has a title, the six sections, and some passages of the corpus of claims in each. It is
printed, and read from its print and from a scan of the print. A claim is the same if
its metric, its value with its parts, whom it is about and its period are. F1 is that of the claims of
the scans against those of the prints, so that what it lacks to 1 is an upper bound of what scanning
costs. "Wrong" are claims of the scans that no print has, and among them those at the trust threshold.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from random import Random

from gouji.configs import FOLDER
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Claim
from gouji.training.corpus.claims.passages import draw_passage
from gouji.training.corpus.claims.wordings import all_wordings
from gouji.training.corpus.renderings import scans
from gouji.training.corpus.renderings.printers import print_with_weasyprint

SEED = 7411
PASSAGES = 14  # In a report.
TITLE = "清源县人民政府2024年政府信息公开工作年度报告"
HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "remedies": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
STYLE = "<style>body { font: 15pt serif; line-height: 1.7 } @page { size: A4 }</style>"
SPOILS: dict[str, tuple[int, scans.Spoil]] = {
    "300 dpi": (300, scans.spoil_as_scan),
    "200 dpi": (200, scans.spoil_as_scan),
    "150 dpi": (150, scans.spoil_as_scan),
    "red seal, 200 dpi": (200, scans.spoil_with_seal),
    "photo, 200 dpi": (200, scans.spoil_as_photo),
}
Key = tuple[object, ...]


@dataclass(slots=True)
class Score:
    """The number of claims of prints, of scans, of both, and of those wrong at the threshold."""

    printed: int = 0
    scanned: int = 0
    both: int = 0
    trusted: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.both / max(1, self.printed + self.scanned)

    def add(self, printed: Iterable[Claim], scanned: Iterable[Claim], trust: float) -> None:
        """Count the claims of a report."""
        expected = Counter(map(to_key, printed))
        self.printed += expected.total()
        for claim in scanned:
            self.scanned += 1
            is_same = expected[to_key(claim)] > 0
            expected[to_key(claim)] -= is_same
            self.both += is_same
            self.trusted += not is_same and claim.confidence >= trust


def to_key(claim: Claim) -> Key:
    """What two claims have in common that say the same."""
    return claim.metric, claim.value, claim.parts, claim.about, claim.period


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6, help="reports of each kind of scan")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="the scans whose name begins so")
    arguments = parser.parse_args()
    kit = load_kit(FOLDER)
    print("| scans | reports | claims of prints | of scans | F1 | wrong | of them trusted |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, (dpi, spoil) in SPOILS.items():
        if name.startswith(arguments.only):
            score = measure(kit, arguments.count, arguments.seed, dpi, spoil)
            print(
                f"| {name} | {arguments.count} | {score.printed} | {score.scanned} | {score.f1:.3f} "
                f"| {score.scanned - score.both} | {score.trusted} |",
                flush=True,
            )


def measure(kit: Kit, count: int, seed: int, dpi: int, spoil: scans.Spoil) -> Score:
    """The claims of some reports as scans of one kind."""
    score = Score()
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        printed = print_with_weasyprint(draw_report(rng))
        pictures = [spoil(rng, picture, dpi) for picture in scans.draw_pages(printed, dpi)]
        scanned = scans.pictures_to_pdf(pictures, dpi, quality=85)
        score.add(find_claims(printed, kit), find_claims(scanned, kit), kit.config.trust)
    return score


def draw_report(rng: Random) -> str:
    """A report as HTML."""
    passages = [draw_passage(rng, all_wordings()).passage for _ in range(PASSAGES)]
    lines = [f"<h1>{TITLE}</h1>"]
    for section, heading in HEADINGS.items():
        texts = [passage.text for passage in passages if passage.section == section]
        lines.append(f"<h2>{heading}</h2>")
        lines += [f"<p>{escape(line)}</p>" for text in texts for line in text.split("\n")]
    return f"<meta charset=utf-8>{STYLE}{''.join(lines)}"


def find_claims(data: bytes, kit: Kit) -> tuple[Claim, ...]:
    """The claims of a PDF; none where it is not taken for a report."""
    try:
        return tuple(extract(data, "a.pdf", kit).claims)
    except ReportError:
        return ()


if __name__ == "__main__":
    main()
