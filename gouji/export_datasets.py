"""OUT in another format: which one is meant, what the user adds, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gouji.configs import FOLDER
from gouji.inputs.metadata import Metadata, load_metadata
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.run import ExportOrder, ExportResult, export
from gouji.pipeline.export.targets import ExportError
from gouji.pipeline.forms.form import load_forms
from gouji.text import printable

_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Done:
    """An export as it went, and the metadata that it was joined with."""

    dest: Path
    exported: ExportResult
    metadata: Metadata

    def lines(self) -> list[str]:
        """What to tell the user."""
        rows = " · ".join(f"{name} {count}" for name, count in self.exported.rows.items())
        lines = [f"已导出 exported: {printable(str(self.dest))}", f"行数 rows: {rows}"]
        if self.exported.cut:
            lines.append(
                f"有 {self.exported.cut} 处文字超过 Excel 单元格上限，已截断；其他格式不受限制。\n"
                f"{self.exported.cut} texts exceed a cell of Excel and were cut; "
                "other formats hold them whole."
            )
        if self.metadata.unmatched:
            lines.append(_list("没有对应报告的文件", "files of no report", self.metadata.unmatched))
        if self.metadata.ignored:
            lines.append(_list("未使用的列", "columns not used", self.metadata.ignored))
        return lines


def export_out(
    out: Path,
    dest: Path,
    *,
    format: str | None = None,
    wide: bool = False,
    bom: bool = False,
    metadata: Path | None = None,
) -> Done:
    """Write the datasets of `out`, or with `wide` the panel, to `dest`.

    `format` is that of `dest`'s suffix if it is None. Raises ExportError, CsvError,
    StoreError and ConfigError.
    """
    order = ExportOrder(find_format(dest, format), wide, bom)
    joined = load_metadata(metadata, out) if metadata else Metadata({})
    exported = export(out, dest, order, load_forms(FOLDER / "forms"), joined.known)
    return Done(dest, exported, joined)


def find_format(dest: Path, format: str | None) -> ExportFormat:
    """The format that is meant. Raises ExportError."""
    given = format or dest.suffix.removeprefix(".").lower()
    try:
        return ExportFormat(given)
    except ValueError as error:
        formats = " ".join(ExportFormat)
        raise ExportError(
            f"无法从 {dest} 得知格式，请用 --format 指明：{formats}\n"
            f"The format of {dest} is unknown, give one by --format: {formats}"
        ) from error


def _list(zh: str, en: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(map(printable, names[:_MOST_LISTED]))
    more = " …" if len(names) > _MOST_LISTED else ""
    return f"{zh} {en} ({len(names)}): {listed}{more}"
