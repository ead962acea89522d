"""Prepared rows inside the database: which records they mean, which repeat each other, and what is written.

Every step is one statement over a temporary table, so its cost does not grow with round trips. All names in the SQL
come from the declared tables; values are parameters.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import asyncpg
import orjson
from sqlalchemy.dialects.postgresql import JSONB

from backend.database.engine import rows_of
from backend.database.refusals import refusal
from backend.errors import FieldError, LeadGenError, Unavailable
from backend.models import Base
from backend.transfer.preparing import Preparation, Reason
from backend.transfer.targets import RECORD_ID, Kind, Shape, Target
from backend.transfer.words import NOTHING

if TYPE_CHECKING:
    from backend.database.engine import Connection

NAMES_FIT: Final = """
    ({a} is null or {b} is null or lower({a}) = lower({b})
     or (left(lower({a}), 1) = left(lower({b}), 1)
         and substring(lower({a}) from '\\S+$') = substring(lower({b}) from '\\S+$')))
"""
# Numbers in E.164 are spared the translation: it would be half the cost of matching against 100,000 records.
# A spreadsheet tells whole seconds of the clock on the wall.
SAME_INSTANT: Final = """
    ({0} = {1} or ({1} = date_trunc('second', {1})
     and {0} at time zone '{2}' > {1} at time zone '{2}' - interval '1 second'
     and {0} at time zone '{2}' < {1} at time zone '{2}' + interval '1 second'))
"""
DIGITS: Final = "regexp_replace({}, '\\D', '', 'g')"
MEANINGS: Final = {
    Kind.NAME: "lower({})",
    Kind.NAME_PART: "lower({})",
    Kind.EMAIL: "lower({})",
    Kind.PHONE: f"regexp_replace({DIGITS}, '^1(?=\\d{{{{10}}}}$)', '')",
    Kind.MONEY: "translate({}, ' \u00a0', '')",
}
LAST_DIGITS: Final = """
    case when {0} like '+1__________' then right({0}, 10) else right(translate({0}, ' -().+/', ''), 10) end
"""
CELL_CHARACTERS: Final = 32_767  # more does not fit into a workbook's cell, and our own export cuts it there
LABELS: Final = {RECORD_ID: "its ID", "external_id": "its number", "email": "its e-mail", "phone": "its phone"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A staged row that must not be written. conflict: because of a record that is stored, or is not."""

    number: int
    field: str
    message: str
    conflict: bool = False


Action: TypeAlias = Literal["create", "update", "skip", "conflict", "reject"]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a row would change; `metadata.x` is inside the metadata."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What an import would do, or did not do, with one row. fields: what the row says.

    of: the row into which a repeated one goes. cells: the refused row as it stands in the file.
    """

    row: int
    action: Action
    id: int | None = None
    fields: dict[str, object] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    of: int | None = None
    reasons: list[Reason] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What the last step did."""

    created: int
    updated: int
    unchanged: int


class Staging:
    """The temporary table of one sheet, from COPY to the final insert and update; lives inside one transaction."""

    def __init__(
        self,
        connection: "Connection",
        preparation: Preparation,
        *,
        name: str,
        match: Sequence[str] | None,
        owner_id: int | None,
        only_owned_by: Sequence[int] | None,
    ) -> None:
        self._connection = connection
        self._preparation = preparation
        self.shape: Shape = preparation.plan.shape
        self._names = set(preparation.names)
        self._targets: dict[str, Target] = {target.name: target for target in preparation.targets}
        self._table = name
        self._trusted = match is not None
        self._match = [key for key in (match or self.shape.match) if key in self._names]
        self._owner_id = owner_id
        self._only_owned_by = None if only_owned_by is None else list(only_owned_by)
        self._link = self.shape.link

    async def create(self) -> None:
        """The empty temporary table. Imports of one noun take turns: two at once would both find no record to match."""
        await self._connection.execute(f"select pg_advisory_xact_lock(hashtext('import:{self.shape.table}'))")
        columns = ", ".join(f"{name} {sql_type}" for name, sql_type in self._preparation.columns)
        found = "".join(f", by_{at} integer" for at in range(len(self._match)))
        await self._connection.execute(
            f"create temporary table {self._table} ("
            f"{columns}{found}, match_id integer, leader integer, link_id integer) on commit drop"
        )

    async def copy(self, source: AsyncIterator[bytes]) -> None:
        """Takes the prepared text in."""
        await self._connection.copy_to_table(
            self._table, source=source, columns=[name for name, _ in self._preparation.columns], format="text"
        )
        await self._connection.execute(f"analyze {self._table}")

    # Which records the rows mean

    async def match_records(self) -> list[Refusal]:
        """Finds the stored record of each row. Returns the rows that mean two records, or somebody else's."""
        for at, key in enumerate(self._match):
            await self._connection.execute(self._find(at, key))
        refused = await self._unknown()
        if not self._match or not await self._connection.fetchval(f"select exists (select from {self.shape.table})"):
            return refused + await self._unreadable()
        found = ", ".join(f"by_{at}" for at in range(len(self._match)))
        changed = await self._connection.execute(
            f"update {self._table} set match_id = coalesce({found}) where coalesce({found}) is not null"
        )
        if changed != "UPDATE 0":
            refused += [*await self._conflicts(), *await self._foreign()]
        return refused + await self._unreadable()

    def _find(self, at: int, key: str) -> str:
        """Rows are recognised by `key`; a phone alone also needs a name that fits."""
        target = self._targets[key]
        if key == RECORD_ID:
            return f"update {self._table} s set by_{at} = t.id from {self.shape.table} t where t.id = s.t_id"
        mine, theirs = _comparable(target, "s"), _comparable(target, "t", stored=True)
        earlier = "".join(f" and s.by_{i} is null" for i in range(at)) if key == "phone" else ""
        fits = f" and {self._names_fit('s', 't')}" if key == "phone" and not self._trusted else ""
        if key == "email" and not self._trusted and "external_id" in self._names and "name" in self._names:
            fits = f" and (s.t_external_id is null or t.external_id is null or {self._names_fit('s', 't')})"
        return f"""
            update {self._table} s set by_{at} = t.id from {self.shape.table} t
            where {mine} = {theirs} and {mine} <> ''{earlier}{fits}
        """

    def _names_fit(self, mine: str, theirs: str) -> str:
        return NAMES_FIT.format(a=f"{mine}.t_name", b=f"{theirs}.name") if "name" in self._names else "true"

    async def _unknown(self) -> list[Refusal]:
        """Rows with the id of a record that there is not: never a new record under another id."""
        if RECORD_ID not in self._match:
            return []
        rows = await self._connection.fetch(
            f"delete from {self._table} where t_id is not null and by_{self._match.index(RECORD_ID)} is null"
            " returning row_number, t_id"
        )
        said = "There is no record with the ID {} here; leave the ID empty for a new one."
        return [Refusal(row["row_number"], RECORD_ID, said.format(row["t_id"]), conflict=True) for row in rows]

    async def _unreadable(self) -> list[Refusal]:
        """Rows of our own export with a cell that could not be understood and is not what is stored."""
        refused = []
        for name in self._preparation.raw:
            stored = self._stored(self._targets[name])
            rows = await self._connection.fetch(f"""
                delete from {self._table} s where r_{name} is not null and t_{name} is null
                and lower(btrim(r_{name})) <> all($1::text[])
                and not exists (select from {self.shape.table} t where t.id = s.match_id and {stored} = r_{name})
                returning row_number, left(r_{name}, 60) as cell
                """, list(NOTHING))  # fmt: skip
            label = name.replace("_", " ")
            refused += [
                Refusal(row["row_number"], name, f"The {label} “{row['cell']}” cannot be read.") for row in rows
            ]
        return refused

    async def _conflicts(self) -> list[Refusal]:
        """Rows whose number means one record and whose e-mail means another that the first does not share."""
        keys = [(at, key) for at, key in enumerate(self._match) if key != "phone" or self._trusted]
        refused = []
        for strong, weak in combinations(keys, 2):
            refused += await self._conflict(*strong, *weak)
        return refused

    async def _conflict(self, first: int, strong: str, second: int, weak: str) -> list[Refusal]:
        shared = f"{_comparable(self._targets[weak], 'a', stored=True)} = {_comparable(self._targets[weak], 's')}"
        rows = await self._connection.fetch(f"""
            delete from {self._table} s where by_{first} <> by_{second}
            and not exists (select from {self.shape.table} a where a.id = s.by_{first} and {shared})
            returning row_number, by_{first} as one, by_{second} as other
        """)
        said = "The row means two records: {} by {} and {} by {}."
        one, other = LABELS.get(strong, strong), LABELS.get(weak, weak)
        return [
            Refusal(row["row_number"], weak, said.format(row["one"], one, row["other"], other), conflict=True)
            for row in rows
        ]

    async def _foreign(self) -> list[Refusal]:
        """Rows that would change a record the caller may not change."""
        if self._only_owned_by is None:
            return []
        # What nobody owns is changed only by those who may change everything.
        others = "(t.owner_id is null or t.owner_id <> all($1::integer[]))" if self.shape.owned else "$1 is not null"
        rows = await self._connection.fetch(
            f"""
            delete from {self._table} s using {self.shape.table} t
            where t.id = s.match_id and {others} returning s.row_number
            """,
            self._only_owned_by,
        )
        message = "There is such a record already, and it is not yours to change."
        return [Refusal(row["row_number"], self._match[0], message, conflict=True) for row in rows]

    # Which rows repeat each other

    async def merge_repeats(self, listed: int = 0) -> tuple[int, list[RowPlan]]:
        """Rows that mean the same record become one, later values over earlier.

        Returns how many went into others, and the first of them, at most `listed`.
        """
        groups = _groups(await self._repeated_pairs())
        if not groups:
            return 0, []
        leaders = [min(group) for group in groups for _ in group]
        members = [number for group in groups for number in group]
        await self._connection.execute(
            f"""
            update {self._table} s set leader = d.leader
            from unnest($1::integer[], $2::integer[]) d (number, leader) where s.row_number = d.number
            """,
            members,
            leaders,
        )
        repeats = await self._connection.fetch(
            f"""
            select row_number, leader, {self._told()} as fields
            from {self._table} where leader <> row_number order by row_number limit $1
            """,
            listed,
        )
        plans = [
            RowPlan(row["row_number"], "skip", of=row["leader"], fields=orjson.loads(row["fields"])) for row in repeats
        ]
        await self._connection.execute(self._merge())
        gone = rows_of(await self._connection.execute(f"delete from {self._table} where leader <> row_number"))
        return gone, plans

    async def _repeated_pairs(self) -> Iterable[Sequence[int]]:
        """Groups of row numbers that share a key; with people, a shared phone counts only where the names fit."""
        found: list[Sequence[int]] = []
        matched = await self._connection.fetchval(f"select count(match_id) from {self._table}")
        if matched:
            found += await self._sharing("s.match_id", "true")
        for key in self._match:
            if key == RECORD_ID:
                continue
            target = self._targets[key]
            loose = not self._trusted and self.shape.people and "name" in self._names
            if loose and key == "phone":
                found += await self._sharing_with_names(key, "true")
            elif loose and key == "email" and "external_id" in self._names:
                found += await self._sharing_with_names(
                    key, "s.t_external_id is not null and f.t_external_id is not null"
                )
            else:
                found += await self._sharing(_comparable(target, "s"))
        return found

    @property
    def _free(self) -> str:
        """The condition of rows that tell no id: records of different ids may share everything else."""
        return "s.t_id is null" if RECORD_ID in self._match else "true"

    async def _sharing(self, key: str, which: str | None = None) -> list[Sequence[int]]:
        rows = await self._connection.fetch(f"""
            select array_agg(row_number) as numbers from {self._table} s
            where {key} is not null and {which or self._free} group by {key} having count(*) > 1
        """)
        return [row["numbers"] for row in rows]

    async def _sharing_with_names(self, key: str, doubtful: str) -> list[Sequence[int]]:
        """Pairs (first row with the key and the same name, row): where doubtful, the names must fit."""
        mine = _comparable(self._targets[key], "s")
        fits = NAMES_FIT.format(a="s.t_name", b="f.t_name")
        rows = await self._connection.fetch(f"""
            with several as materialized (
                select s.*, {mine} as key, count(*) over (partition by {mine}) as times
                from {self._table} s
                where {self._free}
                and {mine} in (select {mine} from {self._table} s where {self._free} group by 1 having count(*) > 1)
            )
            select f.row_number as first, s.row_number as second
            from several s join several f on f.key = s.key and f.row_number < s.row_number
            where s.times <= 50 and (not ({doubtful}) or {fits})
            union all
            select min(row_number) over (partition by key, lower(t_name)), row_number from several where times > 50
        """)
        return [(row["first"], row["second"]) for row in rows]

    def _merge(self) -> str:
        """The leader of each group takes the last value of every column; its own number stays the first."""
        merged = [
            f"(array_agg(t_{name} order by row_number {'asc' if name == 'external_id' else 'desc'})"
            f" filter (where t_{name} is not null))[1] as t_{name}"
            for name in self._preparation.names
        ]
        # The cell as written stands by the value that was taken from it.
        merged += [
            f"(array_agg(r_{name} order by row_number desc) filter (where t_{name} is not null))[1] as r_{name}"
            for name in self._preparation.raw
        ]
        numbers = "null::jsonb"
        if "external_id" in self._names:
            numbers = "to_jsonb(array_remove(array_agg(distinct t_external_id), null))"
        columns = [f"t_{name}" for name in self._preparation.names] + [f"r_{name}" for name in self._preparation.raw]
        assigned = ", ".join(f"{column} = m.{column}" for column in columns)
        return f"""
            with merged as (
                select leader, {", ".join(merged)}, {numbers} as numbers, max(match_id) as match_id
                from {self._table} where leader is not null group by leader
            ), kept as (
                select leader, jsonb_object_agg(entry.key, entry.value order by row_number) as meta
                from {self._table}, jsonb_each(meta) entry where leader is not null group by leader
            )
            update {self._table} s set {assigned}, match_id = coalesce(s.match_id, m.match_id),
            meta = nullif(
                coalesce(k.meta, '{{}}') || case when jsonb_array_length(m.numbers) > 1
                    then jsonb_build_object('other_ids', m.numbers - own_number) else '{{}}' end, '{{}}')
            from merged m left join kept k using (leader) where s.row_number = m.leader
        """.replace("own_number", "m.t_external_id" if "external_id" in self._names else "''")

    # Parents

    async def link_parents(self) -> None:
        """Finds each row's parent record, by the strongest thing that the file tells about it."""
        if self._link is None:
            return
        for mine, theirs in self._link.by:
            if mine in self._names:
                await self._connection.execute(self._find_parent(mine, theirs))
        for mine, theirs in self._link.copies:
            if mine in self._names:
                await self._connection.execute(f"""
                    update {self._table} s set t_{mine} = p.{theirs} from {self._link.table} p
                    where p.id = s.link_id and s.t_{mine} is null
                """)

    def _find_parent(self, mine: str, theirs: str) -> str:
        assert self._link is not None  # noqa: S101  # link_parents asked
        key = _comparable(self._targets[mine], "s")
        parent = _comparable_as(theirs, "p")
        # Our own export names the parent that a record already has; only somebody's edit looks for another.
        kept = ""
        if self._preparation.own and mine in Base.metadata.tables[self.shape.table].c:
            kept = f"""
                and not exists (select from {self.shape.table} t where t.id = s.match_id and t.{mine} = s.t_{mine})
            """
        return f"""
            update {self._table} s set link_id = p.id
            from (select min(p.id) as id, {parent} as key from {self._link.table} p
                  where {self._within_reach()} and {parent} in (select {key} from {self._table} s where link_id is null)
                  group by 2 having count(*) = 1) p
            where s.link_id is null and {key} = p.key {kept}
        """

    def _within_reach(self) -> str:
        """Only parents that the caller may see: else a guessed number would tell a stranger's name."""
        if self._only_owned_by is None:
            return "true"
        return f"p.owner_id = any(array[{', '.join(map(str, map(int, self._only_owned_by)))}]::integer[])"

    # Writing

    async def refuse_incomplete(self) -> list[Refusal]:
        """New records need what the table requires; returns the rows that lack it."""
        lacking = []
        required = [column.name for column in Base.metadata.tables[self.shape.table].c
                    if not column.nullable and column.server_default is None and not column.primary_key]  # fmt: skip
        for name in required:
            if name in self._names:
                lacking.append((name, f"t_{name} is null"))
            elif self._link is not None and name in (self._link.column, *self._copied()):
                lacking.append((name, "link_id is null"))
            elif name not in self.shape.constants:
                lacking.append((name, "true"))
        refusals = []
        for name, condition in lacking:
            rows = await self._connection.fetch(
                f"delete from {self._table} where match_id is null and {condition} returning *"
            )
            refusals += [Refusal(row["row_number"], name, self._lack(name, row)) for row in rows]
        return refusals

    def _copied(self) -> Mapping[str, str]:
        return dict(self._link.copies) if self._link else {}

    def _lack(self, name: str, row: "asyncpg.Record") -> str:
        if name in self._copied() and self._link is not None:
            told = [(mine, row[f"t_{mine}"]) for mine, _ in self._link.by if mine in self._names and row[f"t_{mine}"]]
            if told:
                what = told[0][0].replace("_", " ")
                return f"There is no record with the {what} “{str(told[0][1])[:60]}”, and no {name.replace('_', ' ')}."
        return f"The {name.replace('_', ' ')} is missing; a new record needs it."

    async def rehearse(self, listed: int) -> list[RowPlan]:
        """What writing would do with the first rows that it creates, changes and leaves as they are."""
        created = await self._connection.fetch(
            f"""
            select row_number, {self._told()} as fields
            from {self._table} where match_id is null order by row_number limit $1
            """,
            listed,
        )
        plans = [RowPlan(row["row_number"], "create", fields=orjson.loads(row["fields"])) for row in created]
        new = self._new_values()
        after = ", ".join(f"'{name}', {expression}" for name, expression in new.items())
        before = ", ".join(f"'{name}', t.{name}" for name in new)
        recognised = await self._connection.fetch(
            f"""
            select s.row_number, t.id, chosen.changed, {self._told("s.")} as fields,
                jsonb_build_object({after})::text as after, jsonb_build_object({before})::text as before
            from (
                select row_number, changed, row_number() over (partition by changed order by row_number) as place
                from (
                    select s.row_number, {self._is_changed(new)} as changed
                    from {self._table} s join {self.shape.table} t on t.id = s.match_id
                ) every
            ) chosen
            join {self._table} s using (row_number) join {self.shape.table} t on t.id = s.match_id
            where chosen.place <= $1 order by s.row_number
            """,
            listed,
        )
        for row in recognised:
            changes = changed_fields(orjson.loads(row["before"]), orjson.loads(row["after"]))
            action: Action = "update" if row["changed"] else "skip"
            plans.append(RowPlan(row["row_number"], action, row["id"], orjson.loads(row["fields"]), changes))
        return plans

    def _told(self, alias: str = "") -> str:
        """What a staged row says under the names of its fields, as text."""
        pairs = "".join(f"'{name}', {alias}t_{name}, " for name in self._preparation.names)
        return f"jsonb_strip_nulls(jsonb_build_object({pairs}'metadata', {alias}meta))::text"

    async def write(self) -> tuple[Written, list[Refusal]]:
        """Updates the records that were recognised and inserts the others; returns also what the database refused."""
        updated, not_updated = await self._write(self._update, "match_id is not null")
        created, not_created = await self._write(self._insert, "match_id is null", *self._owner())
        matched = await self._connection.fetchval(f"select count(match_id) from {self._table}")
        return Written(created, updated, matched - updated), [*not_updated, *not_created]

    async def _write(
        self, statement: Callable[[str], str], which: str, *arguments: object
    ) -> tuple[int, list[Refusal]]:
        """One statement over all rows; when the database refuses it, over halves, down to the rows that are refused."""
        ends = await self._connection.fetch(
            f"select min(row_number), max(row_number) from {self._table} where {which} having count(*) > 0"
        )
        written, refusals = 0, list[Refusal]()
        parts: list[tuple[int, int]] = [(low, high) for low, high in ends]
        while parts:
            low, high = parts.pop()
            await self._connection.execute("savepoint part")
            try:
                done = await self._connection.execute(
                    statement(f"{which} and s.row_number between {low} and {high}"), *arguments
                )
                await self._connection.execute("release savepoint part")
                written += rows_of(done)
            except asyncpg.PostgresError as error:
                told = refusal(error)
                if told is None or isinstance(told, Unavailable):
                    raise
                await self._connection.execute("rollback to savepoint part")
                if low < high:
                    middle = (low + high) // 2
                    parts += [(middle + 1, high), (low, middle)]
                else:
                    refusals.append(_refused(low, told))
                    await self._connection.execute(f"delete from {self._table} where row_number = {low}")
        return written, refusals

    def _owner(self) -> list[object]:
        return [self._owner_id] if self.shape.owned else []

    def _assignments(self, *, known: bool = False) -> dict[str, str]:
        """Table column → what the staged row says about it, null where it says nothing.

        known: the row is compared with the record `t`, and what means the same as there says nothing either.
        """
        said: dict[str, str] = {}
        nested: dict[str, list[str]] = {}
        for target in self._preparation.targets:
            told = f"s.t_{target.name}"
            if known and (same := self._same(target)):
                told = f"case when {same} then null else {told} end"
            if target.key is not None:
                nested.setdefault(target.column, []).append(f"'{target.key}', {told}")
            elif target.column:
                earlier = said.get(target.column)
                said[target.column] = f"coalesce({told}, {earlier})" if earlier else told
        for column, pairs in nested.items():
            whole = f"coalesce({said[column]}, '{{}}') || " if column in said else ""
            said[column] = f"nullif({whole}jsonb_strip_nulls(jsonb_build_object({', '.join(pairs)})), '{{}}')"
        if self._link is not None:
            said[self._link.column] = "s.link_id"
            for mine, theirs in self._link.copies:
                if mine not in self._names:
                    said[mine] = f"(select p.{theirs} from {self._link.table} p where p.id = s.link_id)"
        if "metadata" in Base.metadata.tables[self.shape.table].c:
            said["metadata"] = "s.meta"
        return said

    def _stored(self, target: Target) -> str:
        """Where the record `t` keeps what the target says."""
        if target.key is None:
            return f"t.{target.column}"
        repeated = target.name in Base.metadata.tables[self.shape.table].c
        return f"t.{target.name}" if repeated else f"(t.{target.column} ->> '{target.key}')"

    def _same(self, target: Target) -> str | None:
        """The condition under which the staged value only says in another way what the record `t` holds."""
        if not target.column or target.sql_type not in ("text", "timestamptz"):
            return None
        stored, told = self._stored(target), f"s.t_{target.name}"
        if target.kind is Kind.INSTANT:
            return SAME_INSTANT.format(stored, told, self._preparation.time_zone.replace("'", "''"))
        if self._preparation.own:
            cell = f"s.r_{target.name}" if target.name in self._preparation.raw else told
            whole = f"length({cell}) = {CELL_CHARACTERS} and left({stored}, {CELL_CHARACTERS}) = {cell}"
            return f"({cell} = {stored} or {whole})"
        means = MEANINGS.get(target.kind, "{}")
        return f"{means.format(told)} = {means.format(stored)}"

    def _insert(self, rows: str) -> str:
        columns = Base.metadata.tables[self.shape.table].c
        values: dict[str, str] = {}
        for name, expression in self._assignments().items():
            default = columns[name].server_default
            text = getattr(getattr(default, "arg", None), "text", None)
            values[name] = f"coalesce({expression}, {text})" if text else expression
        for name, constant in self.shape.constants.items():
            values[name] = f"coalesce({values[name]}, '{constant}')" if name in values else f"'{constant}'"
        if self.shape.owned:
            values["owner_id"] = "$1"
        return f"""
            insert into {self.shape.table} ({", ".join(values)})
            select {", ".join(values.values())} from {self._table} s where {rows} order by row_number
        """

    def _new_values(self) -> dict[str, str]:
        """What columns of the record `t` hold afterwards: what the row `s` fills and overwrites, but never empties.

        A record's own number stays, and JSON is joined, not replaced.
        """
        table = Base.metadata.tables[self.shape.table]
        new: dict[str, str] = {}
        for name, expression in self._assignments(known=True).items():
            if _is_json(table.c[name].type):
                new[name] = f"""
                    case when {expression} is null then t.{name}
                    when jsonb_typeof(t.{name}) = 'object' and jsonb_typeof({expression}) = 'object'
                    then t.{name} || {expression} else {expression} end
                """
            elif name == "external_id":
                new[name] = f"coalesce(t.{name}, {expression})"
            else:
                new[name] = f"coalesce({expression}, t.{name})"
        return new

    def _is_changed(self, new: Mapping[str, str]) -> str:
        before = ", ".join(f"t.{name}" for name in new)
        return f"({', '.join(new.values())}) is distinct from ({before})"

    def _update(self, rows: str) -> str:
        new = self._new_values()
        assigned = ", ".join(f"{name} = {expression}" for name, expression in new.items())
        return f"""
            update {self.shape.table} t set {assigned} from {self._table} s
            where t.id = s.match_id and {rows} and {self._is_changed(new)}
        """


def _refused(number: int, told: LeadGenError) -> Refusal:
    """What the database says of one row."""
    [first, *_] = told.errors or [FieldError("", told.detail)]
    return Refusal(number, first.pointer.removeprefix("/"), first.message)


def changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """What is different, and inside JSON objects which of their keys."""
    changes = []
    for name, new in after.items():
        old = before.get(name)
        if isinstance(new, dict) and isinstance(old, dict | None):
            inside = "metadata." if name == "metadata" else ""
            told = old or {}
            changes += [Change(f"{inside}{key}", told.get(key), value) for key, value in new.items()
                        if told.get(key) != value]  # fmt: skip
        elif new != old:
            changes.append(Change(name, old, new))
    return changes


def _is_json(column_type: object) -> bool:
    return isinstance(column_type, JSONB)


def _comparable(target: Target, alias: str, *, stored: bool = False) -> str:
    """The expression by which values of a target are compared: punctuation and capitals do not matter."""
    column = f"{alias}.{target.name}" if stored else f"{alias}.t_{target.name}"
    if target.kind is Kind.PHONE:
        return LAST_DIGITS.format(column)
    if target.kind is Kind.EMAIL:
        return f"lower({column})" if stored else column
    if target.name in ("policy_number", "claim_number"):
        return f"search_code({column})"
    return f"lower({column})" if target.kind is Kind.NAME else column


def _comparable_as(column: str, alias: str) -> str:
    kind = {"email": Kind.EMAIL, "phone": Kind.PHONE, "name": Kind.NAME}.get(column, Kind.NUMBERED)
    return _comparable(Target(column, kind, column, "text"), alias, stored=True)


def _groups(sharing: Iterable[Sequence[int]]) -> list[list[int]]:
    """Row numbers joined whenever they share anything, directly or through others."""
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while (above := parent.setdefault(number, number)) != number:
            parent[number] = parent[above]
            number = parent[number]
        return number

    for numbers in sharing:
        first = root(numbers[0])
        for number in numbers[1:]:
            parent[root(number)] = first
    groups: dict[int, list[int]] = {}
    for number in list(parent):
        groups.setdefault(root(number), []).append(number)
    return list(groups.values())
