"""The package in Python: reports, their tables and the datasets as DataFrames."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import gouji
from gouji.configs import FOLDER
from gouji.frames import Dataset
from gouji.models.artefacts import FOLDER as ARTEFACTS
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.records import CellKey
from gouji.pipeline.store.schemas import SCHEMAS
from gouji.reading import load_kit_once
from tests.ingest.pdf.printed import print_pdf, table

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SAMPLE = SAMPLES / "03-bar-lines-contradiction.txt"
DATASETS: tuple[Dataset, ...] = get_args(Dataset)
TYPES = {
    "int32": pd.Int32Dtype(),
    "int64": pd.Int64Dtype(),
    "bool": pd.BooleanDtype(),
    "double": "float64",
}


@pytest.fixture(scope="module")
def report() -> gouji.Report:
    return gouji.read(SAMPLE)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("api") / "out"
    gouji.run([SAMPLE], out, jobs=0)
    return out


@pytest.mark.parametrize("name", ["proactive", "requests", "remedies"])
def test_a_table_has_the_values_of_its_cells_in_the_order_of_the_form(
    report: gouji.Report, name: str
) -> None:
    table, layout = report.tables[name], load_forms(FOLDER / "forms")["2021"].table(name)
    values, statuses = table.to_pandas(), table.to_pandas(statuses=True)
    expected = [(row.row, column.column) for _, column, row in layout.cells()]
    assert list(values.index) == list(dict.fromkeys(row for row, _ in expected))
    assert list(values.columns) == list(dict.fromkeys(column for _, column in expected))
    cells = {cell.key: cell for cell in report.cells}
    for row in values.index:
        for column in values.columns:
            cell = cells.get(CellKey(name, row, column))
            value, status = values.loc[row, column], statuses.loc[row, column]
            assert status == (cell.status if cell else None)
            printed = None if cell is None or cell.value is None else float(cell.value)
            assert pd.isna(value) if printed is None else value == printed


def test_a_table_has_the_printed_numbers(report: gouji.Report) -> None:
    frame = report.tables["requests"].to_pandas()
    assert frame.loc["received"].tolist() == [33, 4, 0, 0, 2, 0, 39]
    assert (frame.index.name, frame.columns.name) == ("row", "column")
    assert set(map(str, frame.dtypes)) == {"float64"}


def test_a_table_has_its_official_labels(report: gouji.Report) -> None:
    frame = report.tables["requests"].to_pandas(labels_zh=True)
    assert frame.loc["一、本年新收政府信息公开申请数量", "总计"] == 39
    assert frame.loc["三、本年度办理结果 / （七）总计", "法人或其他组织 / 商业企业"] == 4
    assert frame.index.is_unique and frame.columns.is_unique


def test_blank_and_absent_cells_have_no_value_and_differ_by_status() -> None:
    text = (SAMPLES / "04-markdown-extra-bar.md").read_text(encoding="utf-8")
    lost, dashed = "refused.administrative_inquiry", "not_processed.repeated"
    kept = [line for line in text.splitlines() if "8.属于行政查询事项" not in line]
    table = gouji.read("\n".join(kept).encode(), "a.md").tables["requests"]
    values, statuses = table.to_pandas(), table.to_pandas(statuses=True)
    assert values.loc[[lost, dashed]].isna().all(axis=None)
    assert (set(statuses.loc[lost]), set(statuses.loc[dashed])) == ({"absent"}, {"blank"})


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_report_has_the_rows_that_a_run_writes(
    report: gouji.Report, out: Path, dataset: Dataset
) -> None:
    own, stored = report.to_pandas(dataset), gouji.load(out, dataset)
    assert len(own) > 0 or dataset == "unplaced"  # this report has none
    timed = ["seconds"] if dataset == "reports" else []
    pd.testing.assert_frame_equal(own.drop(columns=timed), stored.drop(columns=timed))


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_frame_has_the_columns_and_types_of_its_dataset(
    report: gouji.Report, dataset: Dataset
) -> None:
    types, schema = report.to_pandas(dataset).dtypes, SCHEMAS[dataset]
    assert list(types.index) == schema.names
    for column in schema:
        wanted = TYPES.get(str(column.type))
        assert wanted is None or types[column.name] == wanted, column


def test_every_dataset_can_be_named() -> None:
    assert set(DATASETS) == set(SCHEMAS)


def test_a_report_has_the_key_that_joins_it_to_the_datasets(
    report: gouji.Report, out: Path
) -> None:
    assert gouji.load(out, "reports")["report"].tolist() == [report.id]
    assert pickle.loads(pickle.dumps(report)) == report


def test_a_part_that_does_not_count_is_not_loaded(out: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(out, tmp_path / "a=b")
    shutil.copy(copy / "cells" / "part-00001.parquet", copy / "cells" / "part-00002.parquet")
    assert len(gouji.load(copy, "cells")) == 200


def test_reports_are_chosen_by_the_state_of_their_source(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("kept.txt", "removed.txt"):
        text = SAMPLE.read_text(encoding="utf-8")
        (folder / name).write_text(f"{text}\n{name}\n", encoding="utf-8")
    gouji.run([folder], out, jobs=0)
    (folder / "removed.txt").unlink()
    gouji.run([folder], out, jobs=0)
    [kept] = gouji.load(out, "reports")["source"]
    [removed] = gouji.load(out, "reports", state="gone")["source"]
    assert (Path(kept).name, Path(removed).name) == ("kept.txt", "removed.txt")
    assert len(gouji.load(out, "reports", state=None)) == 2
    assert [len(gouji.load(out, "cells", state=one)) for one in ("current", None)] == [200, 400]


def test_what_is_not_there_is_refused_in_both_languages(
    report: gouji.Report, tmp_path: Path
) -> None:
    with pytest.raises(gouji.StoreError, match=r"(?s)没有 gouji 的数据.*holds no gouji datasets"):
        gouji.load(tmp_path, "cells")
    unknown: Dataset = "cell"  # type: ignore[assignment]
    asks: list[Callable[[], object]] = [
        lambda: gouji.load(tmp_path, unknown),
        lambda: report.to_pandas(unknown),
    ]
    for ask in asks:
        with pytest.raises(ValueError, match=r"(?s)没有数据集 'cell'.*no dataset 'cell'"):
            ask()
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        gouji.laod  # noqa: B018


def test_without_pandas_a_report_is_read_and_the_message_says_what_to_install() -> None:
    code = f"""
import gouji
from gouji.pipeline.store.no_pandas import block_pandas
block_pandas()
report = gouji.read({str(SAMPLE)!r})
print(len(report.tables["requests"].cells))
for ask in (report.tables["requests"].to_pandas, lambda: report.to_pandas("cells")):
    try:
        ask()
    except ImportError as error:
        print(error.name, error, sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    message = [
        "pandas",
        "DataFrame 需要 pandas，请安装：pip install 'gouji[pandas]'",
        "A DataFrame needs pandas, install it: pip install 'gouji[pandas]'",
    ]
    assert done.stdout.splitlines() == ["175", *message, *message], done.stderr


def test_importing_the_package_loads_no_library() -> None:
    heavy = {"numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "spacy", "typer", "yaml"}
    code = f"import sys, gouji; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_models_are_loaded_once_for_all_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        kits = list(pool.map(lambda _: load_kit_once(FOLDER, ARTEFACTS), range(16)))
    assert all(kit is kits[0] for kit in kits)


def test_a_changed_folder_is_loaded_again(tmp_path: Path) -> None:
    configs = shutil.copytree(FOLDER, tmp_path / "configs")
    first = load_kit_once(configs, ARTEFACTS)
    assert load_kit_once(configs, ARTEFACTS) is first
    assert load_kit_once(FOLDER, ARTEFACTS) is not first
    run = configs / "run.yaml"
    text = run.read_text(encoding="utf-8")
    changed = text.replace(f"trust: {first.config.trust}", "trust: 0.123")
    assert changed != text
    run.write_text(changed, encoding="utf-8")
    assert load_kit_once(configs, ARTEFACTS).config.trust == 0.123


def test_threads_read_pdf_files_at_the_same_time() -> None:
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "4", "1", "18"],
        ["行政规范性文件", "12", "", "37"],
    ]
    title = "<h1>某县人民政府2021年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>"
    data = print_pdf(title + table(rows))
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: gouji.read(data, "a.pdf"), range(8)))
    for report in reports:
        frame = report.tables["proactive"].to_pandas()
        assert frame.loc["normative_documents", ["issued", "in_force"]].tolist() == [12, 37]
