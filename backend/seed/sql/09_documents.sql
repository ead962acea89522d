-- Requests for a signature, for leads that got as far as a quote.
insert into documents (
    id, lead_id, title, status, provider, provider_request_id, signing_url, signed_at, owner_id, metadata,
    created_at, updated_at
)
with asked as (
    select
        l.*,
        p.owner_id,
        initcap(l.product_interest) as line,
        least(l.received_at + (1 + l.u_progress) * interval '1 day', pg_temp.office_hour(pg_temp.today() - 1, 1)) as sent_at,
        case
            when l.status = 'won' then 'signed'
            when l.status = 'quoted' then case when l.u_progress < 0.9 then 'pending' else 'viewed' end
            else case when pg_temp.share(l.id, 140) < 0.4 then 'declined' else 'expired' end
        end as outcome
    from drawn_lead as l
    join person as p on p.i = l.person_id
    where l.status in ('won', 'quoted') or (l.status = 'lost' and pg_temp.share(l.id, 141) < 0.08)
    offset 0
), numbered as (
    select a.*, row_number() over (order by sent_at, id) as number
    from asked as a
)
select
    number, id, line || ' application', outcome, 'internal', 'ESR-' || lpad(number::text, 7, '0'), null,
    case when outcome = 'signed' then sent_at + interval '35 minutes' end,
    owner_id,
    jsonb_build_object('pages', 2 + pg_temp.below(id, 142, 6)),
    sent_at,
    case when outcome = 'signed' then sent_at + interval '35 minutes' else sent_at end
from numbered
order by number;

-- Files about policies: about one customer in eight has one. file_path is the key below which the store would hold it.
insert into file_documents (
    id, filename, original_filename, file_type, mime_type, file_size, file_path, title, description, category, tags,
    lead_id, uploaded_by, status, version, access_level, last_accessed_at, owner_id, metadata, created_at, updated_at
)
with filed as (
    select
        p.*,
        p.i as customer_id,
        k.file_type,
        k.mime_type,
        k.category,
        k.title as kind,
        pg_temp.office_hour(
            p.join_date + floor((pg_temp.today() - 1 - p.join_date) * pg_temp.share(p.i, 151))::int,
            pg_temp.share(p.i, 152)) as filed_at,
        1 + (pg_temp.share(p.i, 153) > 0.8)::int as versions
    from person as p
    join file_kind as k on k.slot = pg_temp.below(p.i, 154, 12)
    where p.is_customer and (pg_temp.share(p.i, 150) < 0.12 or p.i <= 3)
    offset 0
), numbered as (
    select f.*, row_number() over (order by filed_at, i)::int as number
    from filed as f
)
select
    n.number,
    lower(replace(n.kind, ' ', '_')) || '_' || n.number || '.' || n.file_type,
    n.kind || ' ' || n.last_name || '.' || n.file_type,
    n.file_type,
    n.mime_type,
    20000 + pg_temp.below(n.i, 155, 900000),
    'demo/' || n.category || '/' || lpad(n.number::text, 7, '0') || '.' || n.file_type,
    n.kind || ' of ' || n.name,
    null,
    n.category,
    jsonb_build_array(n.category, extract(year from n.filed_at at time zone 'UTC')::text),
    l.id,
    n.owner_id,
    'active',
    n.versions,
    case when pg_temp.share(n.i, 156) < 0.7 then 'team' else 'private' end,
    n.filed_at + interval '2 hours',
    n.owner_id,
    jsonb_build_object('customer_id', n.customer_id, 'policy_id', case when n.policies > 0 then n.first_policy_id end),
    n.filed_at,
    n.filed_at + case when n.versions > 1 then interval '90 minutes' else interval '0' end
from numbered as n
left join (
    select distinct on (customer_id) customer_id, id from drawn_lead where customer_id is not null
    order by customer_id, id
) as l on l.customer_id = n.i
order by n.number;

insert into document_versions (
    id, document_id, version, file_path, file_size, mime_type, sha256, uploaded_by, note, created_at, updated_at
)
select
    row_number() over (order by f.id, v), f.id, v,
    f.file_path || case when v < f.version then '.v' || v else '' end,
    f.file_size - (f.version - v) * 1024,
    f.mime_type,
    encode(sha256(convert_to('demo file ' || f.id || ' version ' || v, 'UTF8')), 'hex'),
    f.uploaded_by,
    case when v > 1 then 'Corrected scan' end,
    f.created_at + (v - 1) * interval '90 minutes',
    f.created_at + (v - 1) * interval '90 minutes'
from file_documents as f
cross join lateral generate_series(1, f.version) as v
order by f.id, v;

-- Shared with a colleague; no public links, since a link that anybody could compute would be a way in.
insert into document_shares (
    id, document_id, shared_with_user_id, shared_by_user_id, can_view, can_download, can_edit, access_count,
    last_accessed_at, created_at, updated_at
)
select
    row_number() over (order by f.id), f.id,
    (pg_temp.clerks())[1 + pg_temp.below(f.id, 160, pg_temp.clerk_count())],
    f.uploaded_by, true, true, pg_temp.share(f.id, 161) < 0.3, 1,
    f.created_at + interval '2 hours', f.created_at + interval '1 hour', f.created_at + interval '2 hours'
from file_documents as f
where pg_temp.share(f.id, 162) < 0.25 or f.id <= 2
order by f.id;

insert into document_activities (
    id, document_id, user_id, activity_type, activity_details, ip_address, user_agent, created_at, updated_at
)
select
    row_number() over (order by f.id, a.step), f.id,
    case a.activity when 'downloaded' then (pg_temp.clerks())[1 + pg_temp.below(f.id, 160, pg_temp.clerk_count())]
        else f.uploaded_by end,
    a.activity,
    jsonb_build_object('filename', f.filename),
    '192.0.2.' || 1 + pg_temp.below(f.id, 163, 254),
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/143.0',
    f.created_at + a.step * interval '1 hour',
    f.created_at + a.step * interval '1 hour'
from file_documents as f
cross join (values (0, 'uploaded'), (1, 'viewed'), (2, 'downloaded')) as a (step, activity)
where a.step < 2 or pg_temp.share(f.id, 164) < 0.4
order by f.id, a.step;
