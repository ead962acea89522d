"""`leadgen score` on files as people have them."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from backend.__main__ import main
from tests.scoring.world import leads

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def write(path: Path, records: list[dict[str, object]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """The records as a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(records[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(records)
    return path


def run(*words: object) -> int:
    return main(["score", *map(str, words)])


def scores(path: Path) -> list[float]:
    lines = path.read_text().splitlines()
    assert lines[0] == "score"
    return list(map(float, lines[1:]))


def test_train_then_score_in_the_order_of_the_file(tmp_path: Path) -> None:
    seen, new = leads(600, seed=1), leads(200, seed=2)
    labelled = write(tmp_path / "seen.csv", seen.labelled("won"), delimiter=";", encoding="utf-8-sig")
    unlabelled = tmp_path / "new.csv.gz"
    unlabelled.write_bytes(gzip.compress(write(tmp_path / "new.csv", new.records).read_bytes()))

    assert run("train", "--data", labelled, "--target", "won", "--model", tmp_path / "model") == 0
    assert run("score", "--data", unlabelled, "--model", tmp_path / "model", "--output", tmp_path / "s.csv") == 0

    said = scores(tmp_path / "s.csv")
    assert len(said) == 200
    assert all(0.0 < each < 1.0 for each in said)
    referred = [p for p, record in zip(said, new.records, strict=True) if record["source"] == "referral"]
    bought = [p for p, record in zip(said, new.records, strict=True) if record["source"] == "vendor"]
    assert sum(referred) / len(referred) > sum(bought) / len(bought)


@pytest.mark.parametrize("way", ["utf-16", "utf-16-le", "utf-8-sig", "old line ends", "columns moved", "capitals"])
def test_the_same_table_in_other_clothes_gets_the_same_scores(tmp_path: Path, way: str) -> None:
    seen, new = leads(300, seed=6).labelled("won"), leads(50, seed=7).records
    encoding = way if way.startswith("utf") else "utf-8"
    other = write(tmp_path / "other.csv", seen, encoding=encoding)
    odd = [{name.upper(): cell for name, cell in record.items()} for record in new] if way == "capitals" else new
    odd = [dict(reversed(record.items())) for record in odd] if way == "columns moved" else odd
    unlabelled = write(tmp_path / "odd.csv", odd, encoding=encoding)
    if way == "old line ends":
        for path in (other, unlabelled):
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))

    run("train", "--data", write(tmp_path / "seen.csv", seen), "--target", "won", "--model", tmp_path / "a")
    run("train", "--data", other, "--target", "won", "--model", tmp_path / "b")
    run("score", "--data", write(tmp_path / "new.csv", new), "--model", tmp_path / "a", "--output", tmp_path / "a.csv")
    run("score", "--data", unlabelled, "--model", tmp_path / "b", "--output", tmp_path / "b.csv")

    assert scores(tmp_path / "a.csv") == scores(tmp_path / "b.csv")


def test_decimal_commas_mean_what_they_say(tmp_path: Path) -> None:
    random = [((n * 7919) % 1000) / 1000 + n % 3 for n in range(900)]
    rows: list[dict[str, object]] = [
        {"size": str(each).replace(".", ","), "won": int((n * 31) % 100 < (70 if each > 1.5 else 10))}
        for n, each in enumerate(random)
    ]
    data = write(tmp_path / "seen.csv", rows, delimiter=";")
    run("train", "--data", data, "--target", "won", "--model", tmp_path / "model")

    new = write(tmp_path / "new.csv", [{"size": "1,234"}, {"size": "2,345"}, {"size": "0,9"}], delimiter=";")
    run("score", "--data", new, "--model", tmp_path / "model", "--output", tmp_path / "s.csv")

    low, high, lower = scores(tmp_path / "s.csv")
    (term,) = json.loads((tmp_path / "model" / "model.json").read_text())["terms"]
    assert high > 0.4 > low
    assert lower < 0.4
    assert max(term["edges"]) < 3


def test_the_report_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path / "seen.csv", leads(500, seed=3).labelled("won"))
    run("train", "--data", data, "--target", "won", "--model", tmp_path)

    done = run(
        *("evaluate", "--data", data, "--target", "won", "--model", tmp_path),
        *("--group", "state", "--json", tmp_path / "report.json"),
    )

    told = capsys.readouterr().out
    report = json.loads((tmp_path / "report.json").read_text())
    assert done == 0
    assert "scorecard" in told
    assert 0.5 < report["learners"]["scorecard"]["auc"] < 0.95
    assert len(report["steps"]) == 10
    assert len(report["groups"]) == 5
    assert report["kept"]["trained_on_these_rows"]
    assert report["kept"]["drift"]["alarm"] == "none"


def test_a_column_that_is_gone_counts_as_unknown_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = leads(400, seed=4)
    run("train", "--data", write(tmp_path / "a.csv", seen.labelled("won")), "--target", "won", "--model", tmp_path)
    fewer = [{name: cell for name, cell in record.items() if name != "source"} for record in seen.records]

    done = run("score", "--data", write(tmp_path / "b.csv", fewer), "--model", tmp_path, "--output", tmp_path / "s.csv")

    assert done == 0
    assert "lacks source" in capsys.readouterr().err
    assert len(scores(tmp_path / "s.csv")) == 400


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "empty"),
        ("a,t\n", "no value"),
        ("a,t\n1,0\n2,0\n", "every row"),
        ("a,t\n1,0\n2,1\n3,2\n", "two values"),
        ("a,b\n1,0\n", "no column t"),
        ("a,t\n1,0,5\n2,1\n", "Line 2"),
        ("\x1f\x8b\x08 no gzip", "damaged"),
        ("a\x00b,t\n", "not text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, complaint: str
) -> None:
    data = tmp_path / "bad.csv"
    data.write_bytes(content.encode("latin-1"))

    done = run("train", "--data", data, "--target", "t", "--model", tmp_path / "model")

    told = capsys.readouterr().err
    assert done == 1
    assert complaint in told
    assert told.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_a_folder_without_a_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path / "a.csv", leads(5).records)

    assert run("score", "--data", data, "--model", tmp_path, "--output", tmp_path / "s.csv") == 1
    assert "no model" in capsys.readouterr().err


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not there")
@pytest.mark.parametrize(
    ("train", "target", "auc", "ece"),
    [("coil2000/train.csv", "CARAVAN", 0.74, 0.012), ("bank_marketing/train.csv.gz", "y", 0.78, 0.010)],
)
def test_real_campaigns_are_ranked_and_calibrated(
    tmp_path: Path, train: str, target: str, auc: float, ece: float
) -> None:
    done = run("evaluate", "--data", SHARED / train, "--target", target, "--json", tmp_path / "report.json")

    found = json.loads((tmp_path / "report.json").read_text())["learners"]["scorecard"]
    assert done == 0
    assert found["auc"] >= auc
    assert found["ece"] <= ece
    assert found["top_hits"] >= 0.5
