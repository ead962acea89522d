"""Reports on pages: what they say can be read again, nothing runs out of its place, and no text is markup."""

import io
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import typst
from pypdf import PdfReader

from backend.models.report import ReportFormat
from backend.reports.document import MadeReport
from backend.reports.paper import pdf_file
from backend.reports.paper.rows import Rows
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

LETTER: Final = (612, 792)
A4: Final = (595, 841)
# Points to an inch, and pixels in which a page is looked at.
INCH: Final = 72
SEEN: Final = 36
CHARTS: Final = ("bars", "columns", "line", "donut")


def read(folder: Path, made: Json, records: Sequence[Sequence[Any]] | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(written(folder, ReportFormat.PDF, made, records).read_bytes()))


def text_of(reader: PdfReader) -> str:
    """All that the pages say, on one line and without the places at which words may end."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def pictures(made: Json, rows: Rows | None = None) -> list[bytes]:
    """The pages as PNG."""
    told = MadeReport.model_validate_json(orjson.dumps(made))
    pages = typst.compile(
        str(pdf_file.TEMPLATE),
        sys_inputs={"data": pdf_file.said(told, rows or Rows(None, None))},
        root=str(pdf_file.TEMPLATE.parent),
        font_paths=pdf_file.fonts(),
        format="png",
        ppi=SEEN,
    )
    several: Any = pages  # of one page typst gives the bytes alone
    return several if isinstance(several, list) else [several]


def inked(png: bytes) -> tuple[int, int, int, int]:
    """Of a page: its width, the first and last column of pixels that are not white, and the number of such pixels."""
    width = int.from_bytes(png[16:20], "big")
    assert (png[24], png[25]) == (8, 6)
    data, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += size + 12
    raw, stride = zlib.decompress(data), width * 4 + 1
    before = bytearray(stride - 1)
    columns: set[int] = set()
    pixels = 0
    for top in range(0, len(raw), stride):
        before = _unfiltered(raw[top], bytearray(raw[top + 1 : top + stride]), before)
        dark = {place // 4 for place in range(0, stride - 1, 4) if min(before[place : place + 3]) < 250}
        columns |= dark
        pixels += len(dark)
    return width, min(columns), max(columns), pixels


def _unfiltered(kind: int, row: bytearray, above: bytearray) -> bytearray:
    for at in range(len(row)):
        left = row[at - 4] if at >= 4 else 0
        corner = above[at - 4] if at >= 4 else 0
        match kind:
            case 1:
                row[at] = (row[at] + left) & 255
            case 2:
                row[at] = (row[at] + above[at]) & 255
            case 3:
                row[at] = (row[at] + (left + above[at]) // 2) & 255
            case 4:
                guess = left + above[at] - corner
                nearest = min((left, above[at], corner), key=lambda one: abs(guess - one))
                row[at] = (row[at] + nearest) & 255
    return row


def test_a_page_says_whose_report_it_is_what_was_asked_and_the_figures(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, sales(compared=True)))

    for said in (
        "Thompson Insurance Agency",
        "1200 Main Street, Columbus, OH 43215",
        "License OH-1234567",
        "Last Quarter: January 1 to March 31, 2024 (91 days)",
        "The period before: October 1 to December 31, 2023 (92 days)",
        "Line: Auto",
        "April 3, 2024 at 4:05 PM EDT (America/New_York) for Anna Cohen",
        "RPT-000123 · Sales, last quarter",
        "6 Policies before 3 · +100.0%",
        "$2,460.50 Annual premium before $1,500.00 · +64.0%",
        "89.0% Kept before 41.7% · +47.3 pts",
        "Auto 3 2 · +50.0% $1,234.50 $1,000.00 · +23.5%",
        "Not said 1 — $0.00 — $0.00 — — —",
        "Annual premium ÷ policies",
        "Page 1 of 1",
    ):
        assert said in text


def test_the_pages_that_follow_have_as_much_of_a_long_name_as_there_is_room_for(tmp_path: Path) -> None:
    made = wide()
    made["letterhead"]["name"] = "Thompson, Reed and Daughters Insurance Agency of Greater Columbus, Ohio"

    text = text_of(read(tmp_path, made))

    assert "Thompson, Reed and Daughters Insurance Agency of…" in text


def test_what_tells_how_things_stand_now_has_nothing_beside_it(tmp_path: Path) -> None:
    columns = [column("open", "Open"), column("week", "0 to 7 days")]
    now = table((), line("All", {"open": 6, "week": 2}, None, None), columns=columns, group=None, title="By age")
    whole = sales(compared=True)
    whole["document"]["tables"].append(now)

    text = text_of(read(tmp_path, whole))

    assert "By age Figure Value Open 6 0 to 7 days 2" in text


def test_the_file_tells_its_title_its_author_and_when_it_was_made(tmp_path: Path) -> None:
    found = read(tmp_path, sales()).metadata

    assert found is not None
    assert (found.title, found.author) == ("Sales", "Thompson Insurance Agency")
    assert found.get("/CreationDate") == found.get("/ModDate") == "D:20240403200509Z"


@pytest.mark.parametrize(
    ("zone", "paper"),
    [("America/New_York", LETTER), ("Pacific/Honolulu", LETTER), ("Europe/Athens", A4), ("Asia/Ho_Chi_Minh", A4)],
)
def test_the_paper_is_that_of_the_place(tmp_path: Path, zone: str, paper: tuple[int, int]) -> None:
    made = sales()
    made["document"]["zone"] = zone

    page = read(tmp_path, made).pages[0].mediabox

    assert (int(page.width), int(page.height)) == paper


def test_five_hundred_lines_have_their_heads_on_every_page_and_one_total(tmp_path: Path) -> None:
    lines = [line(f"Carrier number {at}", figures(1, 100 * at)) for at in range(500)]
    made = report([table(lines, line("All", figures(620, 99_999)), left_out=120, additive=[])])

    reader = read(tmp_path, made)

    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) > 10
    of_lines = [page for page in pages if re.search(r"Carrier number \d+ 1 \$", page)]
    assert len(of_lines) > 10
    assert all("Policy type Policies Annual premium Average premium Kept" in page for page in of_lines)
    text = text_of(reader)
    assert {int(number) for number in re.findall(r"Carrier number (\d+)", text)} == set(range(500))
    assert text.count("Total 620") == 1
    assert "120 more lines are in the total but not shown." in text
    assert "the first 15 of 620 lines" in text
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def wide() -> Json:
    """Twelve columns of billions beside those before, long words and long texts wherever there can be."""
    heads = [column(str(at), f"Heading {at} donaudampfschifffahrtsgesellschaft", "cents") for at in range(12)]
    amounts = {str(at): 987_654_321_012 - at for at in range(12)}
    before = {str(at): -123_456_789_012 + at for at in range(12)}
    lines = [line(f"{text} {text}", amounts, before) for text in (*HOSTILE, "long words " * 30)]
    whole = table(lines, line("All", amounts, before), columns=heads, chart_of="1", additive=[], title="W" * 90)
    long: Json = {"title": "T" * 150, "about": "a" * 300, "narrowed": ["n" * 200]}
    made = report([whole], compared=True, **long) | {"name": "N" * 200, "made_for": "M" * 200}
    head = {"name": "A" * 120, "address": ["s" * 120], "license_number": "L" * 90, "contact": ["c" * 120]}
    return made | {"letterhead": head}


def drawn(values: Sequence[int | None], before: Sequence[int | None] | None = None) -> Json:
    """A table of the same figures for each kind of chart."""
    days = [f"2024-{at + 1:02}-01" for at in range(len(values))]
    lines = [
        line(f"Line {at}", figures(1, value), figures(1, before[at]) if before else None, days[at])
        for at, value in enumerate(values)
    ]
    total = line("All", figures(len(values), 5), figures(1, 5) if before else None)
    upright = {"bars": None, "donut": None, "columns": "month", "line": "month"}
    return report(
        [table(lines, total, chart=chart, grain=upright[chart], key=chart) for chart in CHARTS],
        compared=before is not None,
    )


@pytest.mark.parametrize(
    "made",
    [
        sales(compared=True),
        wide(),
        drawn([98_765_432_100, 1, 0, 2]),
        drawn([0, 0, 0]),
        drawn([None, None]),
        drawn([-500_000, 20_000, -1, 0], [1, -99_000, None, 0]),
        drawn([999_999_999_999] * 12, [-999_999_999_999] * 12),
        drawn([]),
    ],
    ids=["usual", "wide", "huge", "zero", "none", "negative", "full", "empty"],
)
def test_nothing_stands_in_the_margins(made: Json) -> None:
    pages = pictures(made)

    for page in pages:
        width, first, last, _ = inked(page)
        # The margin of 0.7 inches, less what a picture of this size cannot tell.
        assert first >= 0.66 * SEEN
        assert last <= width - 0.66 * SEEN


def test_charts_are_drawn() -> None:
    bare = drawn([100, 200, 300])
    for each in bare["document"]["tables"]:
        each["chart"] = "none"

    assert sum(inked(page)[3] for page in pictures(drawn([100, 200, 300]))) > 1.5 * sum(
        inked(page)[3] for page in pictures(bare)
    )


def test_no_text_is_markup(tmp_path: Path) -> None:
    lines = [line(text, figures(1, 5)) for text in HOSTILE]
    made = report(
        [table(lines, line("All", figures(1, 5)), title=HOSTILE[8])],
        title=HOSTILE[8],
        about=HOSTILE[9],
        narrowed=[HOSTILE[8]],
    )
    made |= {"name": HOSTILE[8], "made_for": HOSTILE[9], "number": HOSTILE[8]}
    made["letterhead"] = {"name": HOSTILE[8], "address": list(HOSTILE), "license_number": None, "contact": [HOSTILE[9]]}

    text = text_of(read(tmp_path, made))

    assert text.count('#panic("set") $x^2$ *bold* _it_ <label> `raw` \\ // /* @ref') >= 6
    assert "#sys.inputs.data" in text
    assert "Nguyễn Thị Ánh Αθήνα Иванов Łódź" in text
    assert '{"paper"' not in text


def test_records_are_listed_with_their_heads_and_where_paper_ends_the_page_says_so(tmp_path: Path) -> None:
    made = report(listing=listing(1_500), title="My policies")

    reader = read(tmp_path, made, [record(at) for at in range(1_500)])

    text = text_of(reader)
    assert {int(number) for number in re.findall(r"POL-(\d{6})", text)} == set(range(pdf_file.MOST_RECORDS))
    assert "The first 1,000 of 1,500 records; made as Excel or CSV, the file has them all." in text
    assert "POL-000001 −$48.99 Feb 29, 2024 Mar 10, 2024 1:59 AM No 1 0.25" in text
    assert text.count("Policy number Annual premium Start date") == len(
        [page for page in reader.pages if "POL-" in page.extract_text()]
    )


def test_a_long_value_of_a_record_is_told_over_several_lines(tmp_path: Path) -> None:
    row = [f"person.with.a.long.name@{'sub.' * 30}example.com", *record(1)[1:]]

    text = text_of(read(tmp_path, report(listing=listing(1)), [row]))

    assert row[0] in text.replace(" ", "")


def test_a_report_without_records_says_so(tmp_path: Path) -> None:
    text = text_of(read(tmp_path, report([table([], line("All", figures(0, 0)))])))

    assert "No records." in text
    assert "0 Policies $0.00 Annual premium — Average premium — Kept" in text


def test_columns_that_do_not_fit_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    heads = [column(str(at), f"Premium number {at}", "cents") for at in range(17)]
    amounts = {str(at): 1_000_000_00 + at for at in range(17)}
    lines = [line("Auto", amounts, amounts), line("Home", amounts, amounts)]
    made = report([table(lines, line("All", amounts, amounts), columns=heads, chart="none")], compared=True)

    text = text_of(read(tmp_path, made))

    assert text.count("By line, continued") == 1
    for at in range(17):
        assert f"Premium number {at}" in text
        # In both lines and the total, and the first eight as key figures: now and before.
        assert text.count(f"$1,000,000.{at:02}") == (8 if at < pdf_file.MOST_TILES else 6)
    assert text.count("Policy type") == 2


def test_pages_can_be_listened_to() -> None:
    """PDF/UA-1, as far as a compiler can tell: tagged, titled, with every letter readable."""
    told = MadeReport.model_validate_json(orjson.dumps(sales(compared=True)))

    made = typst.compile(
        str(pdf_file.TEMPLATE),
        sys_inputs={"data": pdf_file.said(told, Rows(None, None))},
        root=str(pdf_file.TEMPLATE.parent),
        font_paths=pdf_file.fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
    )

    assert b"pdfuaid" in made
