"""The people who work at the demo agency, in their teams; nobody can sign in as them unless the caller says how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from backend.seed.names import FIRST_NAMES, Origin, first_name_wheel, plain, surname_wheel

# Matches no password: no scheme of hashing begins like this.
NO_PASSWORD = "!demo"  # noqa: S105
OFFICE = ZoneInfo("America/New_York")
FOUNDED_DAYS_AGO = 2950
TEAMS = (
    ("Leadership", "The owner, the office manager and the managers"),
    ("Service", "Endorsements, claims and certificates"),
    ("Life and health", "Life, health and Medicare"),
)
OFFICES = ("Columbus", "Dublin", "Westerville", "Cleveland", "Cincinnati", "Dayton", "Toledo", "Akron", "Newark")
AGENTS_PER_OFFICE = 12


@dataclass(frozen=True, slots=True)
class Member:
    """One user of the demo agency."""

    id: int
    username: str
    full_name: str
    role: str
    duty: str
    team: str
    joined: date


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who works there, as many as the book of business needs."""

    members: Sequence[Member]
    teams: Sequence[tuple[str, str]]

    def ids(self, duty: str) -> list[int]:
        """Who has this duty: owner, manager, agent, service or books."""
        return [member.id for member in self.members if member.duty == duty]

    def one_of_each(self) -> list[int]:
        """The first person of each role."""
        first: dict[str, int] = {}
        for member in self.members:
            first.setdefault(member.role, member.id)
        return list(first.values())


def hire(customers: int, *, seed: int, today: date, after_id: int) -> Staff:
    """The staff of an agency with so many customers; ids begin after `after_id`."""
    agents = max(4, min(320, round(customers / 250)))
    offices = OFFICES[: max(1, min(len(OFFICES), agents // AGENTS_PER_OFFICE))]
    duties = [
        ("owner", "admin", 1),
        ("manager", "manager", max(2, agents // 12)),
        ("agent", "agent", agents),
        ("service", "agent", max(2, agents // 4)),
        ("books", "viewer", 1),
    ]
    roster = [(duty, role) for duty, role, count in duties for _ in range(count)]
    members = []
    for number, ((duty, role), full_name) in enumerate(zip(roster, _people(seed), strict=False), start=1):
        team = _team(duty, number, offices)
        joined = today - timedelta(days=FOUNDED_DAYS_AGO - (number * 2600) // len(roster))
        first, last = full_name.split(" ", 1)
        username = f"{plain(first)}.{plain(last)}"
        members.append(Member(after_id + number, username, full_name, role, duty, team, joined))
    teams = [*TEAMS, *((office, f"Home and auto, {office} office") for office in offices)]
    return Staff(members, teams)


def at_office(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in the agency's own time zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE)


def _team(duty: str, number: int, offices: Sequence[str]) -> str:
    if duty in ("owner", "manager", "books"):
        return "Leadership"
    if duty == "service":
        return "Service"
    return "Life and health" if number % 4 == 0 else offices[number % len(offices)]


def _people(seed: int) -> Iterator[str]:
    """Names, each once, the same for the same seed."""
    dice = Random(seed)  # noqa: S311
    surnames = list(surname_wheel())
    first_names: dict[int, list[str]] = {origin: [] for origin in FIRST_NAMES}
    for first_name in first_name_wheel():
        first_names[first_name.origin].append(first_name.name)
    seen: set[str] = set()
    while True:
        surname = surnames[int(dice.random() * len(surnames))]
        names = first_names[Origin(surname.origin)]
        name = f"{names[int(dice.random() * len(names))]} {surname.name}"
        if (key := plain(name)) not in seen:
            seen.add(key)
            yield name
