"""The people of every test: Ada runs the agency, Ben manages, Cleo and Dan sell in different teams, Vic looks on.

`PEOPLE_SQL` puts them into a migrated database, with a password and an API key each, in one script without parameters.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from backend.auth.permissions import grants_of
from backend.auth.principal import Principal, Role, Via

PASSWORD: Final = "correct horse battery staple"
PASSWORD_HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$TRpVHXxH/VI5EelnykqgkQ$1+xuVlJ0atuF1LcC7MJY50ZGU7TaCiixXOaXhjsN2s8"
)

NORTH: Final = 101
SOUTH: Final = 102
TEAMS: Final = {NORTH: "North", SOUTH: "South"}


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in, and call the API with a key."""

    id: int
    username: str
    full_name: str
    role: Role
    team_id: int | None = None

    @property
    def email(self) -> str:
        return f"{self.username}@agency.example"

    @property
    def password(self) -> str:
        return PASSWORD

    @property
    def api_key(self) -> str:
        return f"lg_{self.username:0<8}_{'k' * 40}{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        """What a program sends that calls with this person's key."""
        return {"Authorization": f"Bearer {self.api_key}"}

    @property
    def principal(self) -> Principal:
        """The person as the application knows them, signed in by a session."""
        mates = tuple(other.id for other in PEOPLE if self.team_id is not None and other.team_id == self.team_id)
        return Principal(
            user_id=self.id,
            username=self.username,
            label=self.full_name,
            role=self.role,
            team_id=self.team_id,
            team_user_ids=mates,
            grants=grants_of(self.role),
            via=Via.SESSION,
            session_key=f"session of {self.username}",
            csrf_token=f"csrf of {self.username}",
            key=f"user:{self.id}",
            requests_per_minute=None,
        )


ADA: Final = Person(101, "ada", "Ada Lovelace", Role.ADMIN)
BEN: Final = Person(102, "ben", "Ben Okafor", Role.MANAGER, NORTH)
CLEO: Final = Person(103, "cleo", "Cleo Marsh", Role.AGENT, NORTH)
DAN: Final = Person(104, "dan", "Dan Ruiz", Role.AGENT, SOUTH)
VIC: Final = Person(105, "vic", "Vic Novak", Role.VIEWER)

PEOPLE: Final = (ADA, BEN, CLEO, DAN, VIC)

NOBODY: Final[dict[str, str]] = {}
"""The headers of a request without credentials."""


def _text(value: str | int | None) -> str:
    return f"'{value}'" if isinstance(value, str) else "null" if value is None else str(value)


def _values(*rows: tuple[str | int | None, ...]) -> str:
    return ",\n".join(f"({', '.join(map(_text, row))})" for row in rows)


PEOPLE_SQL: Final = f"""
insert into teams (id, name) values
{_values(*TEAMS.items())};
insert into users (id, username, email, full_name, role, team_id, password_hash) values
{_values(*((p.id, p.username, p.email, p.full_name, p.role.value, p.team_id, PASSWORD_HASH) for p in PEOPLE))};
insert into api_keys (id, user_id, name, prefix, key_hash) values
{_values(*((p.id, p.id, "tests", p.api_key[:11], sha256(p.api_key.encode()).hexdigest()) for p in PEOPLE))};
select setval(pg_get_serial_sequence(name, 'id'), 1000) from unnest(array['teams', 'users', 'api_keys']) name;
"""
