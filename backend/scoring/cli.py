"""`leadgen score train|evaluate|score`: the same pipeline as in the application, on any CSV file."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from backend.scoring import model as models
from backend.scoring import tables
from backend.scoring.errors import ModelMissing, ModelUnusable, OptionsUnusable, TableUnusable
from backend.scoring.model import Model

if TYPE_CHECKING:
    from backend.scoring.training import Options

MODEL_FILE: Final = "model.json"
BLOCK: Final = 4096


def one_thread() -> None:
    """Keeps numpy to one thread, if it is not loaded yet: faster on matrices this small, and repeatable."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def train(data: Path, target: str, folder: Path, told: "Options | None" = None) -> None:
    """Trains on a file and keeps the model in a folder; says what was learned from what."""
    one_thread()
    from backend.scoring import columns, training

    source = tables.open_source(data)
    table = columns.from_rows(source.header, source.rows())
    model = training.train(table, _column(source.header, target), told)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    unfinished = path.with_suffix(".json.part")
    unfinished.write_text(models.dump(model.document), "utf-8")
    unfinished.replace(path)
    for line in _summary(model):
        _say(line)
    _say(f"Written: {path}")


def _summary(model: Model) -> Iterator[str]:
    document = model.document
    made, target = document["trained"], document["target"]
    yield (
        f"{made['rows']:,} rows, {made['positives']:,} with {target['column']} = {target['positive']} "
        f"({made['base_rate']:.1%}); {len(model.terms)} terms"
    )
    for each in document["cells"]:
        yield f"cell {' x '.join(each['columns'])}: {'kept' if each['kept'] else 'left out'} ({each['gain']:+.5f} nats)"
    for each in document["left_out"]:
        yield f"left out {each['column']}: {each['why']}"
    for warning in document["warnings"]:
        yield f"check {warning}"


def score(data: Path, folder: Path, output: Path) -> None:
    """Writes one column `score`, the probability of each row, in the order of the file."""
    model = read_model(folder)
    source = tables.open_source(data)
    source = replace(source, header=_matched(source.header, model.columns))
    _tell_missing(model, source.header)
    with output.open("w", encoding="utf-8", newline="") as file:
        file.write("score\n")
        rows = _write_scores(model, source, file)
    _say(f"{rows:,} rows scored: {output}")


def _write_scores(model: Model, source: tables.Source, file: IO[str]) -> int:
    rows, total = source.rows(), 0
    weigh = models.row_weigher(model, source.header)
    while block := list(islice(rows, BLOCK)):
        file.write("".join([f"{models.chance(weigh(row))!r}\n" for row in block]))
        total += len(block)
    return total


def _matched(header: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The header in the model's spelling: a column that differs only in capitals is the same one."""
    lacking = {name.casefold(): name for name in wanted if name not in header}
    return tuple(name if name in wanted else lacking.pop(name.casefold(), name) for name in header)


def _tell_missing(model: Model, header: Sequence[str]) -> None:
    lacking = [name for name in model.columns if name not in header]
    if lacking and len(lacking) == len(model.columns):
        raise TableUnusable(f"None of the model's columns is in the file; it needs {', '.join(lacking[:8])} …")
    if lacking:
        _warn(f"The file lacks {', '.join(lacking)}: they count as unknown.")


def evaluate(
    data: Path,
    target: str,
    folder: Path | None,
    told: "Options | None" = None,
    json_file: Path | None = None,
    group: str | None = None,
) -> None:
    """Prints the cross-validated report of a file, and of a kept model on it as it stands."""
    one_thread()
    from backend.scoring import columns, evaluation

    source = tables.open_source(data)
    table = columns.from_rows(source.header, source.rows())
    kept = None if folder is None else read_model(folder)
    report = evaluation.evaluate(table, _column(source.header, target), told, kept, group)
    _say(evaluation.as_text(report))
    if json_file is not None:
        json_file.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", "utf-8")
        _say(f"Written: {json_file}")


def read_model(folder: Path) -> Model:
    """The model of a folder, or of the file itself."""
    path = folder / MODEL_FILE if folder.is_dir() else folder
    if not path.is_file():
        raise ModelMissing(f"There is no model in {folder}: leadgen score train makes one.")
    return models.load(path.read_bytes())


def read_prior(path: Path) -> Model:
    """A trained model, a table of points as JSON, or the word `expert` for the table that comes with the product."""
    from backend.scoring import prior

    if str(path) == "expert":
        return prior.expert()
    if path.is_file() and prior.POINTS_FORMAT in (text := path.read_text("utf-8"))[:10_000]:
        try:
            return prior.from_points(json.loads(text))
        except ValueError as problem:
            raise ModelUnusable(f"{path} is not JSON: {problem}") from problem
    return read_model(path)


def options(told: Mapping[str, Any], prior: Path | None) -> "Options":
    """The options of training from what stands on the command line."""
    one_thread()
    from backend.scoring.columns import Kind
    from backend.scoring.training import Options

    kinds: dict[str, Kind] = {}
    for each in told["type"]:
        name, _, kind = each.rpartition("=")
        if kind not in list(Kind) or not name:
            raise OptionsUnusable(f"--type takes COLUMN=KIND with a kind of {', '.join(Kind)}.")
        kinds[name] = Kind(kind)
    kinds |= dict.fromkeys(told["ignore"], Kind.IGNORE)
    return Options(
        positive=told["positive"],
        kinds=kinds,
        cells=[tuple(each.split(":")) for each in told["cell"]],
        rising=dict.fromkeys(told["rising"], 1) | dict.fromkeys(told["falling"], -1),
        prior=None if prior is None else read_prior(prior),
        as_of=told["as_of"],
        jurisdiction=told["jurisdiction"],
    )


def _column(header: Sequence[str], name: str) -> str:
    if name in header:
        return name
    alike = [each for each in header if each.casefold() == name.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    raise OptionsUnusable(f"There is no column {name}; there are {', '.join(header[:20])}{' …' * (len(header) > 20)}")


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


def _warn(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
