"""The demo agency: complete, true to its own dates and figures, the same every time, and never among other records."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest

from backend.auth import passwords
from backend.database import migrate
from backend.leads.scoring_features import MOST_EARLIER
from backend.seed import NotEmpty, NotTheOwner, OtherDemo, bulk, seed
from tests.servers import WHEEL, TestServer, distribution_bins, running_server

pytestmark = pytest.mark.server

TODAY = date(2026, 11, 22)
OLDEST_SERVER = 15
SERVERS = [WHEEL] + [path for path in distribution_bins() if float(path.parent.name) >= OLDEST_SERVER]
CONTRACT = (
    "users",
    "sessions",
    "leads",
    "scores",
    "documents",
    "customers",
    "policies",
    "claims",
    "communications",
    "reports",
    "audience_segments",
    "marketing_templates",
    "automation_triggers",
    "marketing_campaigns",
    "campaign_analytics",
    "campaign_sends",
    "document_categories",
    "file_documents",
    "document_shares",
    "document_versions",
    "document_activities",
    "teams",
    "notes",
    "tasks",
    "agency_settings",
    "search_words",
)
RATES = {"referral": 0.36, "live_transfer": 0.22, "exclusive_web": 0.10, "shared_web": 0.045}

MakeDatabase = Callable[[], str]
Rows = list[tuple[Any, ...]]
_numbers = count(1)


@pytest.fixture(scope="module", params=SERVERS, ids=["wheel", *(f"debian{path.parent.name}" for path in SERVERS[1:])])
def server(request: pytest.FixtureRequest) -> Iterator[TestServer]:
    """A server with a migrated database to copy from."""
    with running_server(request.param) as started:
        migrate.upgrade(started.create_database("migrated"))
        yield started


@pytest.fixture(scope="module")
def make_database(server: TestServer) -> MakeDatabase:
    """Makes a migrated, empty database and returns its address."""
    return lambda: server.create_database(f"seed_{next(_numbers)}", template="migrated")


@pytest.fixture(scope="module")
def small(make_database: MakeDatabase) -> str:
    """A demo agency with 200 customers."""
    dsn = make_database()
    seed(dsn, customers=200, today=TODAY, report=_silently)
    return dsn


@pytest.fixture(scope="module")
def middling(make_database: MakeDatabase) -> str:
    """A demo agency with enough customers to see shares in."""
    dsn = make_database()
    seed(dsn, customers=6000, seed=7, today=TODAY, report=_silently)
    return dsn


def test_even_a_small_demo_fills_every_table(small: str) -> None:
    empty = [table for table in CONTRACT if not _ask(small, f"select from {table} limit 1")]

    assert empty == []
    assert _ask(small, "select count(*) from customers") == [(200,)]


def test_same_seed_size_and_day_make_the_same_rows(small: str, make_database: MakeDatabase) -> None:
    again = make_database()
    seed(again, customers=200, today=TODAY, report=_silently)

    assert _checksums(again) == _checksums(small)


def test_another_seed_makes_other_people(small: str, make_database: MakeDatabase) -> None:
    other = make_database()
    seed(other, customers=200, seed=2, today=TODAY, report=_silently)

    assert _checksums(other)["customers"] != _checksums(small)["customers"]


def test_every_size_from_one_customer_works(make_database: MakeDatabase) -> None:
    for customers in (1, 2, 10, 37):
        dsn = make_database()
        seed(dsn, customers=customers, today=date(2024, 2, 29), report=_silently)

        assert _ask(dsn, "select count(*) from customers") == [(customers,)]


def test_a_second_run_changes_nothing_and_says_so(small: str) -> None:
    before, said = _checksums(small), list[str]()

    seed(small, customers=200, report=said.append)

    assert said == ["The demo agency with 200 customers is already here; nothing to do."]
    assert _checksums(small) == before


def test_another_demo_is_refused(small: str) -> None:
    with pytest.raises(OtherDemo, match="200 customers, seed 1, day 2026-11-22"):
        seed(small, customers=300, report=_silently)


def test_a_database_with_other_records_is_refused_and_left_alone(make_database: MakeDatabase) -> None:
    dsn = make_database()
    _do(dsn, "insert into customers (name, email) values ('Ada Real', 'ada@example.com')")

    with pytest.raises(NotEmpty, match="customers"):
        seed(dsn, customers=5, report=_silently)

    assert _ask(dsn, "select name from customers") == [("Ada Real",)]
    assert _ask(dsn, "select count(*) from policies") == [(0,)]


def test_only_the_owner_of_the_tables_can_seed(make_database: MakeDatabase) -> None:
    dsn = make_database()
    _do(dsn, "create role clerk login password 'clerk'; grant all on all tables in schema public to clerk")
    address = dsn.rpartition("@")[2]

    with pytest.raises(NotTheOwner):
        seed(f"postgresql://clerk:clerk@{address}", customers=5, report=_silently)

    _do(dsn, "drop owned by clerk; drop role clerk")


def test_accounts_may_be_there_before_the_demo(make_database: MakeDatabase) -> None:
    dsn = make_database()
    _do(dsn, "insert into users (username, email, password_hash) values ('owner', 'owner@example.com', 'x')")

    seed(dsn, customers=5, today=TODAY, report=_silently)

    assert _ask(dsn, "select username from users where id = 1") == [("owner",)]
    assert _ask(dsn, "select count(*) from customers where owner_id in (select id from users where id > 1)") == [(5,)]


def test_an_interrupted_load_leaves_nothing_behind(server: TestServer, make_database: MakeDatabase) -> None:
    dsn = make_database()
    schema = server.schema(dsn.rpartition("/")[2])

    with pytest.raises(KeyboardInterrupt):
        seed(dsn, customers=200, today=TODAY, report=_interrupt_at("claims"))

    assert _ask(dsn, "select count(*) from customers") == [(0,)]
    assert server.schema(dsn.rpartition("/")[2]) == schema


def test_a_large_load_puts_indexes_keys_and_triggers_back(
    server: TestServer, make_database: MakeDatabase, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsn = make_database()
    schema = server.schema(dsn.rpartition("/")[2])
    monkeypatch.setattr(bulk, "WORTH_REBUILDING", 1)

    seed(dsn, customers=200, today=TODAY, report=_silently)

    assert sorted(server.schema(dsn.rpartition("/")[2]).splitlines()) == sorted(schema.splitlines())
    assert _ask(dsn, "select tgname from pg_trigger where tgenabled <> 'O'") == []
    assert _checksums(dsn) == _checksums(small)


def test_nobody_signs_in_as_a_demo_user_unless_asked(small: str, make_database: MakeDatabase) -> None:
    assert _ask(small, "select distinct password_hash from users") == [("!demo",)]
    assert _ask(small, "select from sessions where is_active or expires_at > now() + interval '10 years'") == []
    assert _ask(small, "select from document_shares where share_token is not null") == []

    open_to_all = make_database()
    seed(open_to_all, customers=5, today=TODAY, report=_silently, sign_in_password="show me around, please")

    ((stored,),) = _ask(open_to_all, "select distinct password_hash from users")
    assert passwords.HASHER.verify("show me around, please", str(stored))


def test_counters_are_what_a_recount_says(middling: str) -> None:
    wrong = _ask(
        middling,
        """
        select c.id from customers as c
        left join (
            select customer_id, count(*) as policies,
                coalesce(sum(annual_premium_cents) filter (where status = 'active'), 0) as cents
            from policies group by customer_id
        ) as p on p.customer_id = c.id
        where c.policies_count <> coalesce(p.policies, 0) or c.total_value_cents <> coalesce(p.cents, 0)
            or c.total_value <> c.total_value_cents / 100.0
        """,
    )
    sends = _ask(
        middling,
        """
        select a.campaign_id from campaign_analytics as a
        join (
            select campaign_id, count(*) as sent, count(delivered_at) as delivered, sum(open_count) as openings,
                count(opened_at) as opened, count(clicked_at) as clicked, count(converted_at) as converted
            from campaign_sends group by campaign_id
        ) as s using (campaign_id)
        where (a.total_sent, a.total_delivered, a.total_opened, a.unique_opened, a.unique_clicked, a.total_conversions)
            <> (s.sent, s.delivered, s.openings, s.opened, s.clicked, s.converted)
        """,
    )

    assert (wrong, sends) == ([], [])


def test_money_reads_as_the_database_would_read_it(middling: str) -> None:
    premiums = _ask(
        middling,
        "select p.id from policies as p, parse_money(premium, term_months(start_date, end_date), 'premium') as money"
        " where (money.cents, money.currency, money.period, money.annual_cents) is distinct from"
        " (premium_cents, premium_currency, premium_period, annual_premium_cents)",
    )
    amounts = _ask(
        middling,
        "select c.id from claims as c, parse_money(amount, 12, 'amount') as money"
        " where (money.cents, money.currency) is distinct from (amount_cents, amount_currency) or money.cents <= 0",
    )

    assert (premiums, amounts) == ([], [])


def test_statuses_agree_with_dates(middling: str) -> None:
    assert _ask(middling, "select distinct status from policies order by 1") == [
        ("active",),
        ("cancelled",),
        ("expired",),
    ]
    contradictions = {
        "policies": """
            (status = 'active') <> (date '2026-11-22' between start_date and end_date)
            or (status <> 'active' and end_date > date '2026-11-22')
            or start_date > end_date or (renewal_date is null) = (status = 'active')""",
        "claims": """
            date_of_loss > claim_date or claim_date > date '2026-11-22' or processed_date > date '2026-11-22'
            or (processed_date is null) <> (status = 'pending') or processed_date < claim_date
            or sent_date < claim_date or acknowledged_date < sent_date or proof_date < acknowledged_date
            or processed_date < proof_date or paid_date < processed_date
            or closed_date < coalesce(paid_date, processed_date)
            or greatest(sent_date, acknowledged_date, proof_date, paid_date, closed_date) >= date '2026-11-22'""",
        "customers": """
            (status = 'active') <> exists (
                select from policies as p where p.customer_id = customers.id and p.status = 'active')
            or (reason is null) <> (status = 'active') or join_date > last_active::date""",
        "leads": """
            (status = 'won') <> (customer_id is not null) or (lost_reason is not null) <> (status = 'lost')
            or received_at >= timestamptz '2026-11-22 00:00+00'
            or exists (select from customers as c where c.id = customer_id and c.created_at < received_at)""",
        "communications": "(status = 'pending') <> (comm_date >= timestamptz '2026-11-22 00:00+00')",
        "tasks": "(status = 'done') <> (completed_at is not null)",
        "marketing_campaigns": "(status in ('draft', 'scheduled')) <> (started_at is null)",
    }
    for table, contradiction in contradictions.items():
        assert _ask(middling, f"select * from {table} where {contradiction} limit 3") == [], table


def test_nothing_is_from_the_future(middling: str) -> None:
    dated = _ask(
        middling,
        "select c.table_name from information_schema.columns as c join pg_tables as t on t.tablename = c.table_name"
        " where t.schemaname = 'public' and c.column_name = 'updated_at' order by 1",
    )
    for (table,) in dated:
        late = f"select * from {table} where created_at > '2026-11-22 00:00+00' or updated_at < created_at limit 2"

        assert table == "document_categories" or _ask(middling, late) == [], table


def test_claims_happen_while_the_policy_runs(middling: str) -> None:
    outside = _ask(
        middling,
        "select c.id from claims as c join policies as p on p.id = c.policy_id"
        " where c.date_of_loss > p.end_date or c.claim_type <> p.policy_type or c.customer_name <> p.customer_name",
    )

    assert outside == []


def test_shares_are_those_of_real_agencies(middling: str) -> None:
    ((policies, leads, claims, communications),) = _ask(
        middling,
        "select (select count(*) from policies) / 6000.0, (select count(*) from leads) / 6000.0,"
        " (select count(*) from claims) / 6000.0, (select count(*) from communications) / 6000.0",
    )
    ((active,),) = _ask(middling, "select avg((status = 'active')::int)::float from customers")
    ((auto,),) = _ask(
        middling,
        "select percentile_cont(0.5) within group (order by annual_premium_cents / 100.0)"
        " from policies where policy_type = 'Auto' and metadata ->> 'vehicles' = '1'",
    )

    assert 1.5 < policies < 1.7
    assert leads == 0.5
    assert 0.1 < claims < 0.4
    assert 1.2 < communications < 1.8
    assert 0.6 < active < 0.9
    assert 1200 < auto < 1550


def test_sources_close_as_often_as_they_should(middling: str) -> None:
    shares = "select source, avg((status = 'won')::int)::float from leads where status in ('won', 'lost') group by 1"
    closed: dict[str, float] = dict(_ask(middling, shares))
    rates = [closed[source] for source in RATES]

    assert rates == sorted(rates, reverse=True)
    for source, rate in zip(RATES, rates, strict=True):
        assert rate == pytest.approx(RATES[source], abs=0.09), source


def test_leads_were_scored_with_what_their_person_had_asked_before(middling: str) -> None:
    leads = _ask(
        middling,
        "select l.email, l.phone, l.received_at, array_remove(array_agg(q.quoted_at), null),"
        " s.features -> 'earlier_leads', s.features -> 'quotes_30_days'"
        " from leads l join scores s on s.lead_id = l.id left join quotes q on q.lead_id = l.id"
        " where s.model_id = 1 group by l.id, s.id",
    )
    season, month = timedelta(days=90), timedelta(days=30)

    wrong = 0
    for email, phone, at, _, known_leads, known_quotes in leads:
        before = [
            quotes
            for other_email, other_phone, then, quotes, *_ in leads
            if (other_email == email or other_phone == phone) and at - season <= then < at
        ]
        recent = sum(at - month <= quoted <= at for quotes in before for quoted in quotes)
        wrong += (known_leads, known_quotes) != (min(MOST_EARLIER, len(before)), min(MOST_EARLIER, recent))

    assert wrong == 0
    assert any(known_quotes for *_, known_quotes in leads)


def test_people_are_named_as_the_census_names_them(middling: str) -> None:
    commonest = _ask(middling, "select last_name from customers group by 1 order by count(*) desc limit 8")
    ((surnames, first_names, accented),) = _ask(
        middling,
        "select count(distinct last_name), count(distinct first_name),"
        " count(*) filter (where name ~ '[^ -~]') from customers",
    )
    strange = _ask(
        middling,
        "select email, phone from customers where email !~ '^[a-z.]+[0-9]+@example\\.(com|org|net)$'"
        " or phone !~ '^\\+1[2-9][0-9]{2}55501[0-9]{2}$'",
    )

    assert ("Smith",) in commonest
    assert surnames > 500
    assert first_names > 250
    assert 0 < accented < 600
    assert strange == []


def test_work_goes_on_after_the_demo(make_database: MakeDatabase) -> None:
    dsn = make_database()
    seed(dsn, customers=20, today=TODAY, report=_silently)

    _do(dsn, "insert into customers (name, email) values ('Zenobia Quagmire', 'zenobia@example.com')")
    _do(
        dsn,
        "insert into policies (policy_number, customer_id, premium, policy_type)"
        " select 'NEW-1', id, '$100/mo', 'Auto' from customers where name like 'Zenobia%'",
    )

    new = "select id, policies_count, total_value_cents from customers where name like 'Zenobia%'"
    assert _ask(dsn, new) == [(21, 1, 120000)]
    assert _ask(dsn, "select word from search_words where word = 'quagmire'") == [("quagmire",)]


def test_every_word_can_be_found(small: str) -> None:
    unknown = _ask(
        small,
        "select lexeme from customers, unnest(tsvector_to_array(search)) as lexeme"
        " where length(lexeme) between 2 and 64 and lexeme !~ '[^[:alpha:]]'"
        " and lexeme not in (select word from search_words)",
    )

    assert unknown == []


def _silently(_: str) -> None:
    """Takes the progress and keeps it to itself."""


def _interrupt_at(step: str) -> Callable[[str], None]:
    def interrupt(line: str) -> None:
        if step in line:
            raise KeyboardInterrupt

    return interrupt


def _ask(dsn: str, question: str) -> Rows:
    with psycopg.connect(dsn) as connection:
        return connection.execute(question.encode()).fetchall()


def _do(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(statement.encode())


def _checksums(dsn: str) -> dict[str, str]:
    """A checksum of all rows of each table, but for when the migration made its own."""
    tables = [table for table in CONTRACT if table not in ("document_categories", "search_words")]
    asked = " union all ".join(
        f"select '{table}', md5(string_agg(t::text, e'\\n' order by id)) from {table} as t" for table in tables
    )
    return dict(
        _ask(
            dsn, asked + " union all select 'search_words', md5(string_agg(word, ' ' order by word)) from search_words"
        )
    )
