"""`gouji export`: chooses the format, joins the user's metadata, and reports what was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gouji.inputs.metadata import MatchedMetadata, load_metadata
from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.run import ExportOrder, ExportResult, export
from gouji.pipeline.export.targets import ExportError
from gouji.pipeline.store.reviewed import load_reviewed
from gouji.text import printable

# Names that a line of the summary lists.
_MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """A finished export. `metadata`: what it was joined with."""

    dest: Path
    exported: ExportResult
    metadata: MatchedMetadata

    def lines(self) -> list[str]:
        """The lines that the command prints."""
        rows = " · ".join(f"{name} {count}" for name, count in self.exported.rows.items())
        lines = [f"已导出 exported: {printable(str(self.dest))}", f"行数 rows: {rows}"]
        if self.exported.cut:
            lines.append(
                f"有 {self.exported.cut} 处文字超过 Excel 单元格的长度上限，已截断；"
                "其他格式不受此限。\n"
                f"{self.exported.cut} texts exceed the length of an Excel cell and were cut; "
                "other formats hold them in full."
            )
        if self.metadata.unmatched_files:
            names = self.metadata.unmatched_files
            lines.append(_list_names("没有对应报告的文件", "files without a report", names))
        if self.metadata.ignored_headers:
            names = self.metadata.ignored_headers
            lines.append(_list_names("未使用的列", "columns not used", names))
        return lines


def export_out(
    out: Path,
    dest: Path,
    *,
    format: str | None = None,
    wide: bool = False,
    bom: bool = False,
    metadata: Path | None = None,
) -> ExportSummary:
    """Write the datasets of `out`, or with `wide` the panel, to `dest`.

    `format`: by default that of the suffix of `dest`. Raises ExportError, CsvError, StoreError
    and ConfigError.
    """
    order = ExportOrder(find_format(dest, format), wide, bom)
    joined = load_metadata(metadata, out) if metadata else MatchedMetadata({})
    rules = shipped_rules()
    reviewed = load_reviewed(out, rules)
    exported = export(out, dest, order, rules.forms, joined.by_report, reviewed)
    return ExportSummary(dest, exported, joined)


def find_format(dest: Path, format: str | None) -> ExportFormat:
    """The format by its name, or by the suffix of `dest`. Raises ExportError."""
    name = format or dest.suffix.removeprefix(".").lower()
    try:
        return ExportFormat(name)
    except ValueError as error:
        formats = " ".join(ExportFormat)
        raise ExportError(
            f"无法由 {dest} 判断格式，请用 --format 指明：{formats}\n"
            f"The format of {dest} is unknown; give one by --format: {formats}"
        ) from error


def _list_names(zh: str, en: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(map(printable, names[:_MAX_LISTED]))
    more = " …" if len(names) > _MAX_LISTED else ""
    return f"{zh} {en} ({len(names)}): {listed}{more}"
