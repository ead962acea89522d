-- What somebody of the office put together for everybody: figures by carrier, by month, and a list to work through.
insert into own_reports (id, name, about, noun, definition, is_shared, owner_id, created_at, updated_at)
select
    rank, name, about, noun, definition, true, (pg_temp.clerks())[1],
    pg_temp.office_hour(pg_temp.today() - 40, 0.1 * rank), pg_temp.office_hour(pg_temp.today() - 40, 0.1 * rank)
from (values
    (
        1, 'Premium by carrier', 'What our active policies cost in a year, by the carrier that insures them.', 'policies',
        '{"criteria": {"status": "active"}, "period_field": null, "period": null,
          "group": {"field": "carrier", "by": null}, "chart": "bars", "columns": null, "sort": null,
          "measures": [{"aggregate": "sum", "field": "annual_premium_cents"}, {"aggregate": "count", "field": null},
                       {"aggregate": "median", "field": "annual_premium_cents"}]}'::jsonb
    ),
    (
        2, 'New customers by month', 'Who came in the last twelve months.', 'customers',
        '{"criteria": {}, "period_field": "join_date", "period": "Last 12 Months",
          "group": {"field": "join_date", "by": "month"}, "chart": "columns", "columns": null, "sort": null,
          "measures": [{"aggregate": "count", "field": null}]}'::jsonb
    ),
    (
        3, 'Policies that end soon', 'Active policies that end within sixty days, the next one first.', 'policies',
        '{"criteria": {"status": "active", "end_date": {"within_next_days": 60}}, "period_field": null, "period": null,
          "group": null, "measures": [], "chart": "none", "sort": "end_date",
          "columns": ["policy_number", "customer_name", "policy_type", "carrier", "annual_premium_cents", "end_date",
                      "owner_id"]}'::jsonb
    )
) as put_together (rank, name, about, noun, definition)
order by rank;

-- What one of the office has sent every Monday, to whoever set it up.
insert into report_schedules (
    id, name, report, asked, format, cadence, weekday, hour, recipients, owner_id, next_at, created_at, updated_at
)
select
    1, 'Renewals of the month', 'renewals', '{"period": "This Month"}'::jsonb, 'PDF', 'weekly', 1, 7,
    jsonb_build_array(users.email), users.id,
    next_sending('weekly', 1, null, 7, now(), coalesce((select timezone from agency_settings where id = 1), 'America/New_York')),
    pg_temp.office_hour(pg_temp.today() - 40, 0.5), pg_temp.office_hour(pg_temp.today() - 40, 0.5)
from users
where users.id = (pg_temp.clerks())[1];
