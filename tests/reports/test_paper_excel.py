"""Reports as workbooks: real types, formulas that come to the result they carry, charts, and nothing Excel refuses."""

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import ironcalc
import openpyxl
import orjson
import pytest
import python_calamine
from openpyxl.workbook import Workbook

from backend.errors import LeadGenError
from backend.models.report import ReportFormat
from backend.reports.paper import excel_file
from tests.reports.paper_samples import (
    HOSTILE,
    Json,
    column,
    figures,
    line,
    listing,
    record,
    report,
    sales,
    table,
    written,
)

PROJECT: Final = Path(__file__).parents[2]
LARGEST_MB: Final = 300
# Seconds of a processor, whoever else uses the machine.
LONGEST_CPU_S: Final = 15


def book(folder: Path, made: Json, records: Sequence[Sequence[Any]] | None = None, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(written(folder, ReportFormat.EXCEL, made, records), data_only=values)


def formulas(path: Path) -> list[tuple[str, str, Any, Any]]:
    """Of each formula: its sheet and text, the result it carries, and the one that a calculation gives."""
    told, carried = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    calculated = ironcalc.load_from_xlsx(str(path), "en", "UTC")
    calculated.evaluate()
    found = []
    for number, sheet in enumerate(told.worksheets):
        for row, cells in enumerate(sheet.iter_rows(), 1):
            for at, cell in enumerate(cells, 1):
                if cell.data_type == "f":
                    result = carried[sheet.title].cell(row, at).value
                    now = calculated.get_cell_value(number, row, at)
                    found.append((sheet.title, str(cell.value), _told(result), _told(now)))
    return found


def _told(value: Any) -> Any:
    """A result; readers tell a text without letters in different ways."""
    return "" if value is None else value


def with_zeros() -> Json:
    lines = [line("Auto", figures(0, 0), figures(3, 7, 0.5)), line("Home", figures(0, 0), None)]
    return report([table(lines, line("All", figures(0, 0), figures(3, 7, 0.5)))], compared=True)


def with_halves() -> Json:
    """Averages that lie between two cents, also below zero, and sums of cents that no binary fraction holds."""
    lines = [line(str(number), figures(1, 10 + number)) for number in range(25)]
    premium = sum(each["figures"]["premium"] for each in lines)
    return report([table(lines, line("All", figures(len(lines), premium)))])


@pytest.mark.parametrize("made", [sales(), sales(compared=True), with_zeros(), with_halves()])
def test_every_formula_comes_to_the_result_it_carries(tmp_path: Path, made: Json) -> None:
    found = formulas(written(tmp_path, ReportFormat.EXCEL, made))

    assert len(found) >= 3
    for sheet, formula, carried, calculated in found:
        expected = carried if isinstance(carried, str) else pytest.approx(carried, rel=1e-12)
        assert calculated == expected, (sheet, formula)


def test_totals_are_sums_and_quotients_and_what_was_measured_otherwise(tmp_path: Path) -> None:
    sheet = book(tmp_path, sales())["By line"]

    assert [cell.value for cell in sheet[5]] == [
        "Total",
        "=SUM(B2:B4)",
        "=SUM(C2:C4)",
        '=IF(COUNT(C5,B5)<2,"",IF(B5=0,"",ROUND(C5/B5,2)))',
        0.8901,
    ]


def test_a_total_that_the_lines_do_not_add_up_to_stays_what_was_measured(tmp_path: Path) -> None:
    made = sales()
    made["document"]["tables"][0]["total"]["figures"]["policies"] = 5
    made["document"]["tables"][0]["left_out"] = 3

    sheet = book(tmp_path, made)["By line"]

    assert sheet["A5"].value == "3 more lines are in the total"
    assert sheet["B6"].value == 5


def test_figures_are_numbers_in_their_own_formats(tmp_path: Path) -> None:
    sheet = book(tmp_path, sales(compared=True), values=True)["By line"]

    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["Policy type", "Policies", "Policies, before", "Policies, change"]
    found: dict[Any, tuple[Any, str]] = {
        head: (cell.value, cell.number_format) for head, cell in zip(heads, sheet[2], strict=True)
    }
    assert found["Policies"] == (3, "#,##0")
    assert found["Annual premium"] == (1234.5, '"$"#,##0.00;-"$"#,##0.00')
    assert found["Kept"] == (0.88, "0.0%")
    assert found["Kept, change in points"] == (pytest.approx(38), "+0.0;-0.0;0.0")
    assert found["Annual premium, change"][0] == pytest.approx(0.2345)
    assert sheet["E4"].value == 0
    assert sheet["H4"].value == 0
    assert (sheet["C4"].value, sheet["K4"].value) == (None, None)


def test_the_header_stays_in_sight_and_lines_can_be_filtered(tmp_path: Path) -> None:
    sheet = book(tmp_path, sales())["By line"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:E4")


@pytest.mark.parametrize(
    ("chart", "drawn"), [("bars", "bar"), ("columns", "bar"), ("line", "line"), ("donut", "doughnut"), ("none", None)]
)
def test_the_chart_of_a_table_reads_its_cells(tmp_path: Path, chart: str, drawn: str | None) -> None:
    made = sales(compared=True)
    made["document"]["tables"][0]["chart"] = chart

    with zipfile.ZipFile(written(tmp_path, ReportFormat.EXCEL, made)) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]

    if drawn is None:
        assert charts == []
        return
    [xml] = charts
    assert f"<c:{drawn}Chart>" in xml
    series = re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", xml)
    assert series == (["'By line'!$E$2:$E$4"] if chart == "donut" else ["'By line'!$E$2:$E$4", "'By line'!$F$2:$F$4"])
    assert "<c:v>1234.5</c:v>" in xml


def test_months_are_days_that_sort(tmp_path: Path) -> None:
    lines = [line("Jan 2024", figures(1, 1), value="2024-01-01"), line("Feb 2024", figures(1, 1), value="2024-02-01")]
    made = report([table(lines, line("All", figures(2, 2)), grain="month", group="start_date", chart="columns")])

    sheet = book(tmp_path, made)["By line"]

    assert (sheet["A1"].value, sheet["A3"].value) == ("Month", dt.datetime(2024, 2, 1))  # noqa: DTZ001
    assert sheet["A3"].number_format == "mmm yyyy"


def test_a_table_without_lines_has_a_row_for_each_figure(tmp_path: Path) -> None:
    whole = line("All", figures(4, 900, 0.5), figures(2, 1_000, 0.25), None)
    made = report([table([whole], whole, group=None, title="Open")], compared=True)

    sheet = book(tmp_path, made, values=True)["Open"]

    assert [cell.value for cell in sheet[1]] == ["Figure", "Value", "Before", "Change"]
    assert [cell.value for cell in sheet[3]] == ["Annual premium", 9, 10, pytest.approx(-0.1)]
    assert [cell.value for cell in sheet[5]] == ["Kept", 0.5, 0.25, pytest.approx(25)]


def test_the_last_sheet_says_what_was_asked_and_what_figures_mean(tmp_path: Path) -> None:
    sheet = book(tmp_path, sales(compared=True))["About"]

    found = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert found["Thompson Insurance Agency"] == "1200 Main Street · Columbus, OH 43215 · (614) 555-0100"
    assert found["Period"] == "Last Quarter: January 1 to March 31, 2024 (91 days)"
    assert found["Compared with"] == "The period before: October 1 to December 31, 2023 (92 days)"
    assert found["Made"] == "April 3, 2024 at 4:05 PM EDT (America/New_York) for Anna Cohen"
    assert found["Average premium"] == "Annual premium ÷ policies"


def test_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    titles = [
        "By line",
        "by LINE",
        "[a]:*?/\\b",
        "'quoted'",
        "History",
        "About",
        "",
        "\x00",
        "y" * 40,
        "Y" * 41,
        "😀" * 20,
    ]
    total = line("All", figures(0, 0))
    made = report([table([], total, title=title, key=str(at)) for at, title in enumerate(titles)])

    names = book(tmp_path, made).sheetnames

    assert len(names) == len({name.casefold() for name in names}) == len(titles) + 1
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$|^history$", name, re.IGNORECASE)


def test_no_text_is_a_formula_or_breaks_the_file(tmp_path: Path) -> None:
    lines = [line(text, figures(1, -100)) for text in HOSTILE]
    heads = [column(str(at), text) for at, text in enumerate(HOSTILE)]
    hostile = {str(at): None for at, _ in enumerate(HOSTILE)}
    second = table([line("=2", hostile)], line("All", hostile), title="=3", columns=heads, chart_of="0", additive=[])
    made = report([table(lines, line("All", figures(1, -100)), title="=1+1"), second], title="=1+1", about=HOSTILE[8])

    path = written(tmp_path, ReportFormat.EXCEL, made)

    first = openpyxl.load_workbook(path)["=1+1"]
    texts = [first.cell(row, 1) for row in range(2, len(HOSTILE) + 2)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert texts[0].value == "=1+1"
    assert texts[10].value == "abcd"
    assert {first.cell(row, 3).value for row in range(2, len(HOSTILE) + 2)} == {-1}
    read = python_calamine.CalamineWorkbook.from_path(str(path))
    assert read.get_sheet_by_name("=3").to_python()[0][1:3] == ["=1+1", "+1"]


def test_every_part_is_well_formed_xml_that_refers_to_parts_that_are_there(tmp_path: Path) -> None:
    made = sales(compared=True)
    made["letterhead"]["name"] = HOSTILE[10] + HOSTILE[12]

    with zipfile.ZipFile(written(tmp_path, ReportFormat.EXCEL, made)) as parts:
        names = set(parts.namelist())
        for name in names:
            root = ElementTree.fromstring(parts.read(name))  # noqa: S314 - our own file
            if name.endswith(".rels"):
                folder = Path(name).parent.parent
                for each in root:
                    target = each.attrib["Target"].removeprefix("/xl/")
                    joined = Path(*(folder / target).parts)
                    assert str(joined).replace("worksheets/../", "").replace("drawings/../", "") in names


def test_records_have_real_types_in_the_agency_s_time(tmp_path: Path) -> None:
    sheet = book(tmp_path, report(listing=listing(2)), [record(1), record(2)])["Policies"]

    assert [cell.value for cell in sheet[2]] == [
        "POL-000001",
        -48.99,
        dt.datetime(2024, 2, 29),  # noqa: DTZ001
        dt.datetime(2024, 3, 10, 1, 59),  # noqa: DTZ001 - a minute before the clocks are put forward
        False,
        1,
        0.25,
        '{"a":1}',
    ]
    assert [cell.value for cell in sheet[4]] == ["Total", "=SUM(B2:B3)", None, None, None, None, None, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:H3")


def test_the_sum_of_records_calculates_too(tmp_path: Path) -> None:
    path = written(tmp_path, ReportFormat.EXCEL, report(listing=listing(50)), [record(at) for at in range(50)])

    [(_, formula, carried, calculated)] = formulas(path)

    assert formula == "=SUM(B2:B51)"
    assert calculated == pytest.approx(carried)
    assert carried == pytest.approx(sum(-5_000 + at * 101 for at in range(50)) / 100)


@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        (2, "1899-12-31", "1899-12-31"),
        (2, "1900-01-01", dt.datetime(1900, 1, 1)),  # noqa: DTZ001
        (2, "1900-02-28", dt.datetime(1900, 2, 28)),  # noqa: DTZ001
        (2, "1900-03-01", dt.datetime(1900, 3, 1)),  # noqa: DTZ001
        (2, "infinity", "infinity"),
        (2, "0044-03-15 BC", "0044-03-15 BC"),
        (3, "infinity", "infinity"),
        (3, "1890-01-01T00:00:00+00:00", "1890-01-01T00:00:00+00:00"),
        (5, 2**53 + 1, "9007199254740993"),
        (5, 999_999_999_999_999, 999_999_999_999_999),
        (5, -(10**15), "-1000000000000000"),
        (6, "0.125", 0.125),
        (6, "NaN", "NaN"),
        (6, 1e300, "1e+300"),
        (0, "a" * 40_000, "a" * 32_766 + "…"),
        (0, "😀" * 20_000, "😀" * 16_383 + "…"),
        (0, "=1+1", "=1+1"),
        (0, "tel\x00\x1b", "tel"),
        (7, ["=1+1"], '["=1+1"]'),
        (4, "maybe", "maybe"),
    ],
)
def test_values_that_excel_does_not_have_are_text(tmp_path: Path, field: int, value: object, cell: object) -> None:
    row: list[object] = [None] * 8
    row[field] = value

    sheet = book(tmp_path, report(listing=listing(1)), [row])["Policies"]

    assert sheet.cell(2, field + 1).value == cell
    assert sheet.cell(2, field + 1).data_type != "f"


def test_more_records_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_file, "XLSX_ROWS", 3)

    with pytest.raises(LeadGenError, match="make it as CSV"):
        written(tmp_path, ReportFormat.EXCEL, report(listing=listing(4)), [record(at) for at in range(4)])


def test_a_hundred_thousand_records_take_little_memory_and_time(tmp_path: Path) -> None:
    fields = listing(100_000)
    fields["columns"] += [{**fields["columns"][0], "key": f"more_{at}"} for at in range(2)]
    (tmp_path / "made.json").write_bytes(orjson.dumps(report(listing=fields)))
    with (tmp_path / "rows.ndjson").open("wb") as rows:
        for at in range(100_000):
            rows.write(orjson.dumps([*record(at), "Anna Cohen", "Columbus"]) + b"\n")
    measured = (
        # Not ru_maxrss, which begins with what the process had that started this one.
        "import re, resource, sys; from backend.reports.paper.__main__ import main; code = main(sys.argv[1:]);"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1];"
        "print(code, int(peak) // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_utime)"
    )

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            measured,
            "Excel",
            *(str(tmp_path / each) for each in ("made.json", "rows.ndjson", "o")),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )

    code, megabytes, seconds = told.stdout.split()
    assert code == "0"
    assert int(megabytes) < LARGEST_MB
    assert float(seconds) < LONGEST_CPU_S
