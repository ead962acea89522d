"""Reports as files: whole or not there, the same again from the same data, harmless as CSV, readable as JSON."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from backend.models.report import ReportFormat
from backend.reports.paper.__main__ import make
from backend.reports.paper.rows import RowsUnreadable
from backend.transfer.normalising import unprefixed
from tests.reports.paper_samples import (
    HOSTILE,
    Json,
    contents,
    figures,
    line,
    listing,
    record,
    report,
    sales,
    table,
    written,
)

PROJECT = Path(__file__).parents[2]
ALL = [*ReportFormat]


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def run(*arguments: object, zone: str = "UTC", seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backend.reports.paper", *map(str, arguments)],
        cwd=PROJECT,
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("kind", ALL)
def test_the_same_data_make_the_same_file_again_by_another_clock(tmp_path: Path, kind: ReportFormat) -> None:
    made = tmp_path / "made.json"
    made.write_bytes(orjson.dumps(sales(compared=True)))
    first, second = tmp_path / "first", tmp_path / "second"

    told = run(kind, made, "-", first, zone="UTC", seed="1"), run(kind, made, "-", second, zone="Asia/Tokyo", seed="2")

    assert [(each.returncode, each.stderr) for each in told] == [(0, ""), (0, "")]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("kind", ALL)
def test_a_file_that_cannot_be_made_is_not_there_at_all_and_the_old_one_stays(
    tmp_path: Path, kind: ReportFormat
) -> None:
    made, rows, output = tmp_path / "made.json", tmp_path / "rows.ndjson", tmp_path / "report"
    made.write_bytes(orjson.dumps(report(listing=listing(2))))
    rows.write_bytes(orjson.dumps(record(1)) + b"\n" + orjson.dumps(record(2))[:-9])
    output.write_bytes(b"the old one")

    with pytest.raises(RowsUnreadable):
        make(kind, made, rows, output)

    assert output.read_bytes() == b"the old one"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["made.json", "report", "rows.ndjson"]


def test_whoever_reads_the_old_file_goes_on_reading_it_while_the_new_one_is_put_there(tmp_path: Path) -> None:
    output = written(tmp_path, ReportFormat.CSV, sales())
    whole = output.read_bytes()

    with output.open("rb") as reader:
        written(tmp_path, ReportFormat.CSV, report())
        assert reader.read() == whole

    assert output.read_bytes() != whole


@pytest.mark.parametrize(
    ("made", "rows", "sentence"),
    [
        (b"{", "-", "What the report is made from cannot be read, at all of it: Invalid JSON"),
        (orjson.dumps(report(listing=listing(1))), "-", "The report lists records, but no file of them was given."),
        (orjson.dumps(report(listing=listing(1))), "nowhere", "No such file or directory: nowhere"),
        (orjson.dumps(report(zone="Moon/Base")), "-", "There is no time zone Moon/Base."),
    ],
)
def test_trouble_is_one_sentence(tmp_path: Path, made: bytes, rows: str, sentence: str) -> None:
    (tmp_path / "made.json").write_bytes(made)

    told = run("PDF", tmp_path / "made.json", rows, tmp_path / "out")

    assert told.returncode == 1
    assert told.stderr.startswith(sentence)
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_csv_says_for_each_row_its_report_its_days_its_table_and_whether_it_is_the_total(tmp_path: Path) -> None:
    found = rows_of(written(tmp_path, ReportFormat.CSV, sales(compared=True)))

    assert found[0][:8] == ["Report", "From", "To", "Compared from", "Compared to", "Table", "Kind", "Line"]
    assert found[0][8:12] == ["Policies", "Policies, before", "Annual premium", "Annual premium, before"]
    days = ["2024-01-01", "2024-03-31", "2023-10-01", "2023-12-31"]
    assert found[1] == [
        *("Sales", *days, "By line", "line", "Auto"),
        *("3", "2", "1234.50", "1000.00", "411.50", "500.00", "0.88", "0.5"),
    ]
    assert found[3][6:] == ["line", "Not said", "1", "", "0.00", "", "0.00", "", "", ""]
    assert found[4][6:11] == ["total", "Total", "6", "3", "2460.50"]
    assert {len(row) for row in found} == {16}


def test_tables_of_different_columns_share_one_csv(tmp_path: Path) -> None:
    other = table([line("Auto", {"open": 4})], line("All", {"open": 4}, value=None), title="Open", left_out=7)
    other |= {"columns": [{**sales()["document"]["tables"][0]["columns"][0], "key": "open", "label": "Open"}]}
    made = report([*sales()["document"]["tables"], other | {"chart_of": "open", "additive": []}])

    found = rows_of(written(tmp_path, ReportFormat.CSV, made))

    assert found[0][6:] == ["Policies", "Annual premium", "Average premium", "Kept", "Open"]
    assert found[-3][3:] == ["Open", "line", "Auto", "", "", "", "", "4"]
    assert found[-2][3:6] == ["Open", "note", "7 more lines are in the total"]


def hostile() -> Json:
    lines = [line(text, figures(1, -100, None)) for text in HOSTILE]
    made = report([table(lines, line("All", figures(1, -100)), title=HOSTILE[0])], title=HOSTILE[5], about=HOSTILE[8])
    return made | {"name": HOSTILE[1], "made_for": HOSTILE[6]}


def test_no_cell_of_a_csv_is_a_formula_and_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    found = rows_of(written(tmp_path, ReportFormat.CSV, hostile()))

    texts = [cell for row in found for cell in row[:6]]
    assert not [cell for cell in texts if cell.lstrip("\n ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {row[7] for row in found[1:-1]} == {"-1.00"}
    assert [unprefixed(row[5]) for row in found[1:-1]] == list(HOSTILE)


def test_a_csv_of_records_is_harmless_too(tmp_path: Path) -> None:
    made = report(listing=listing(len(HOSTILE)))
    made["document"]["listing"]["columns"][0]["label"] = "=Number"
    records = [[text, -5, "2024-02-29", None, True, -7, -0.5, {"=": "=1"}] for text in HOSTILE]

    found = rows_of(written(tmp_path, ReportFormat.CSV, made, records))

    assert found[0][0] == "'=Number"
    assert [unprefixed(row[0]) for row in found[1:]] == list(HOSTILE)
    assert not [row[0] for row in found if row[0].startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {tuple(row[1:]) for row in found[1:]} == {
        ("-0.05", "2024-02-29", "", "Yes", "-7", "-0.5", '{"=":"=1"}'),
    }


def test_json_is_the_document_and_its_records_by_name(tmp_path: Path) -> None:
    made = report(listing=listing(3))

    found = contents(written(tmp_path, ReportFormat.JSON, made, [record(number) for number in range(3)]))

    assert [each["policy_number"] for each in found["rows"]] == ["POL-000000", "POL-000001", "POL-000002"]
    assert found["rows"][0]["annual_premium"] == -5_000
    assert found["rows"][2]["tags"] == {"a": 2}
    assert {name: found[name] for name in made} == made


def test_json_of_figures_is_what_the_report_was_made_from(tmp_path: Path) -> None:
    assert contents(written(tmp_path, ReportFormat.JSON, hostile())) == hostile()


@pytest.mark.parametrize("kind", ALL)
def test_a_report_of_nothing_is_a_file_too(tmp_path: Path, kind: ReportFormat) -> None:
    nothing = table([], line("All", figures(0, 0), value=None))

    assert written(tmp_path, kind, report([nothing])).stat().st_size > 100
    assert written(tmp_path, kind, report(listing=listing(0)), []).stat().st_size > 50
    assert written(tmp_path, kind, report()).stat().st_size > 20
