"""How long the slowest hundredth waits at 16 connections in the largest book: what people do all day."""

import random
from pathlib import Path
from urllib.parse import urlencode

import orjson
import psycopg

from benchmarks import contestants, rounds
from benchmarks.contestants import LINES, WORDS, Contestant
from benchmarks.data import Book, Databases, Say
from benchmarks.load import Request, ask
from benchmarks.rounds import Measured, Pace

SIZE, STEP, DEEP_PAGE = 50, 200, 10_000
PATH = "/v1/customers"


def measure(databases: Databases, book: Book, pace: Pace, say: Say, scratch: Path) -> dict[str, Measured]:
    """Our server alone, on each of the questions."""
    ours = contestants.ours(book, scratch)
    with rounds.field_of(databases, pace, say, [ours]) as field:
        with rounds.awake(ours):
            questions = _questions(ours, book)
        return {what: field.measure_requests(ours, what, requests) for what, requests in questions.items()}


def _questions(ours: Contestant, book: Book) -> dict[str, list[Request]]:
    chance = random.Random(1)
    states, names = _in_the_book(book)
    cursor = _cursor_after(ours, min(DEEP_PAGE - 1, book.customers // SIZE // 2) * SIZE)
    return {
        "get one": ours.dialect.requests("get"),
        "first page": [_list()],
        f"page {min(DEEP_PAGE, book.customers // SIZE // 2):,} by cursor": [_list(after=cursor)],
        "filter by status and state, sort by name": [
            _list(status="active", state=chance.choice(states), sort="name") for _ in range(LINES)
        ],
        "filter by value, sort by the newest": [
            _list(**{"total_value.gte": chance.randrange(500, 5000), "sort": "-created_at"}) for _ in range(LINES)
        ],
        "filter by status, sort by value": [
            _list(status=chance.choice(("active", "inactive")), sort="-total_value") for _ in range(LINES)
        ],
        "search for five common words": [_list(q=chance.choice(WORDS)) for _ in range(LINES)],
        "search for whole names": [_list(q=chance.choice(names)) for _ in range(LINES)],
    }


def _list(**asked: object) -> Request:
    return Request("GET", f"{PATH}?{urlencode({'page_size': SIZE, **asked})}")


def _in_the_book(book: Book) -> tuple[list[str], list[str]]:
    """The states with the most customers, and a thousand customers' names."""
    with psycopg.connect(book.dsn) as connection:
        states = connection.execute(
            "select state from customers where state is not null group by state order by count(*) desc limit 5"
        ).fetchall()
        sample = "select name from customers where id %% greatest(%s / 1000, 1) = 0"
        names = connection.execute(sample, [book.customers]).fetchall()
        return [state for (state,) in states] or ["NY"], [name for (name,) in names]


def _cursor_after(ours: Contestant, rows: int) -> str:
    """The cursor behind that many rows of the list as it comes: gone through as a client would."""
    cursor = ""
    for _ in range(rows // STEP):
        asked = {"page_size": STEP, "fields": "id", "count": "none", **({"after": cursor} if cursor else {})}
        status, body = ask(ours.server.url, Request("GET", f"{PATH}?{urlencode(asked)}"), ours.headers)
        if status != 200:
            raise RuntimeError(f"The list broke off: {body[:300]!r}")
        cursor = orjson.loads(body)["next"]
    return cursor
