-- Where leads come in and who gets them: doors of every kind, two forms, rules, turns, licenses, office hours.
insert into lead_sources (id, name, kind, is_active, source, product_interest, cost_cents, config, created_at, updated_at)
select
    id, name, kind, is_active, source, product_interest, cost_cents, config::jsonb,
    pg_temp.office_hour(pg_temp.today() - 410 + id * 9, 0.4), pg_temp.office_hour(pg_temp.today() - 410 + id * 9, 0.4)
from (values
    (1, 'Google Ads: quote campaign', 'google', true, 'google_ads', null, 15800,
        '{"fields": {"HOME_OWNERSHIP": "insurance.home_ownership"}}'),
    (2, 'Facebook and Instagram', 'meta', true, 'meta_ads', 'auto', 2400,
        '{"forms": {"1184225506371940": {"product_interest": "auto", "fields": {"which_zip_code_do_you_live_in?": "postal_code"},
          "disclaimers": {"contact_me": {"text": "Buckeye Harbor Insurance (demo) may call and text me about insurance, also with automated technology. Consent is not a condition of purchase.",
            "channels": ["call_auto", "sms"], "not_condition_of_purchase": true}}}}}'),
    (3, 'QuoteHarbor, exclusive', 'ping_post', true, 'exclusive_web', null, 4200,
        '{"preset": "generic-auto", "auth": {"style": "bearer"}, "fields": {"insurance.home_ownership": ["residence_status"]},
          "codes": {"insurance.home_ownership": {"1": "own", "2": "rent"}}, "accept": {"state": ["OH", "MI", "IN", "KY", "PA"]},
          "prices": [{"when": {"state": ["OH"], "currently_insured": ["yes"]}, "price_cents": 4800}], "price_cents": 3600,
          "ping_ttl_minutes": 15, "duplicate_days": 60, "test": {"field": "lead_mode", "values": ["0"]},
          "consent_channels": ["call_manual"]}'),
    (4, 'LeadPool, shared', 'ping_post', true, 'shared_web', null, 1500,
        '{"mode": "full_post", "auth": {"style": "header", "name": "x-api-key"}, "duplicate_days": 30, "reply": {"format": "xml"},
          "consent_channels": ["call_manual"]}'),
    (5, 'Valley Motors, dealer', 'adf', true, 'dealer', 'auto', null, '{}'),
    (6, 'Mailbox for older vendors', 'adf_mailbox', false, 'adf_mail', null, null,
        '{"host": "imap.buckeyeharbor.example", "port": 993, "security": "tls", "username": "leads@buckeyeharbor.example", "folder": "INBOX"}')
) as door (id, name, kind, is_active, source, product_interest, cost_cents, config);

insert into web_forms (
    id, name, source, product_interest, fields, consent_text, consent_version, consent_sha256, created_at, updated_at
)
select
    id, name, source, product_interest, fields::jsonb, consent_text, 1, encode(sha256(convert_to(consent_text, 'UTF8')), 'hex'),
    pg_temp.office_hour(pg_temp.today() - 400, 0.5), pg_temp.office_hour(pg_temp.today() - 400, 0.5)
from (values
    (1, 'Get a free quote', 'own_site', null,
        '{"intro": "Tell us what you would like to insure. An agent from Ohio answers, usually within a quarter of an hour.",
          "fields": [
            {"name": "first_name", "label": "First name", "type": "text", "required": true},
            {"name": "last_name", "label": "Last name", "type": "text", "required": true},
            {"name": "phone", "label": "Phone", "type": "tel", "required": true},
            {"name": "email", "label": "E-mail", "type": "email"},
            {"name": "state", "label": "State", "type": "state"},
            {"name": "postal_code", "label": "ZIP code", "type": "zip"},
            {"name": "product_interest", "label": "What would you like to insure?", "type": "select",
              "options": ["Auto", "Home", "Renters", "Life", "Health"]},
            {"name": "insurance.currently_insured", "label": "Are you insured at the moment?", "type": "radio", "options": ["Yes", "No"]}],
          "consent": {"channels": ["call_auto", "sms", "email"], "required": false, "not_condition_of_purchase": true},
          "submit_label": "Get my quote", "thanks": "Thank you. An agent calls you shortly.",
          "look": {"color": "#0c6453", "corners": "round"}}'),
    (2, 'Book a call', 'appointment', 'home',
        '{"fields": [
            {"name": "name", "label": "Name", "type": "text", "required": true},
            {"name": "phone", "label": "Phone", "type": "tel", "required": true},
            {"name": "best_time", "label": "When may we call?", "type": "radio", "options": ["Morning", "Afternoon", "Evening"]},
            {"name": "message", "label": "What is it about?", "type": "textarea"}],
          "consent": {"channels": ["call_auto"], "required": false, "not_condition_of_purchase": true},
          "submit_label": "Call me", "look": {"color": "#1a5596", "corners": "square"}}')
) as form (id, name, source, product_interest, fields),
    (values ('By ticking this box I agree that Buckeye Harbor Insurance (demo) may call and text me at the number I gave, also with '
        'automated technology, artificial or prerecorded voice, and may e-mail me, about insurance. Consent is not a condition '
        'of purchase.')) as agreed (consent_text);

insert into consent_texts (form_key, version, text, sha256, created_at)
select key, consent_version, consent_text, consent_sha256, created_at from web_forms order by id;

-- How the leads of the last ninety days came in; their content has expired.
insert into lead_payloads (
    account, kind, external_id, status, lead_id, received_at, processed_at, expires_at
)
select
    door.key, door.kind, l.external_id, 'processed', l.id, l.received_at, l.received_at + interval '2 seconds',
    l.received_at + interval '30 days'
from leads as l
join (
    select key, kind, source from lead_sources
    union all
    select key, 'web_form', source from web_forms
) as door on door.source = l.source
where l.received_at >= pg_temp.today() - 90
order by l.received_at, l.id;

insert into routing_rules (
    id, name, position, applies_to, team_id, needs_license, respond_within_minutes, most_reassignments, escalate_to,
    created_at, updated_at
)
select
    id, name, position, applies_to::jsonb,
    case when id = 2 then (select min(t.id) from teams as t where t.name = 'Life and health') end,
    needs_license, minutes, 2, (select min(u.id) from users as u where u.role = 'manager'),
    pg_temp.today() - 400, pg_temp.today() - 400
from (values
    (1, 'Referrals within five minutes', 10, '{"source": "referral"}', false, 5),
    (2, 'Life and health to their team', 20, '{"product_interest": ["life", "health", "medicare"]}', true, 15),
    (3, 'Home and auto by license', 30, '{"product_interest": ["auto", "home", "renters", "umbrella"]}', true, 15),
    (4, 'Everybody else by turns', 100, null, false, 15)
) as rule (id, name, position, applies_to, needs_license, minutes);

-- Agents sell, some more than others; those in service get no turns.
insert into routing_agents (id, user_id, weight, most_open_leads, is_available, created_at, updated_at)
select
    row_number() over (order by user_id), user_id,
    case when is_clerk then 0 when n <= pg_temp.agent_count() / 4 then 2 else 1 end,
    case when is_clerk then null when pg_temp.below(user_id, 300, 3) = 0 then null else 60 + 20 * pg_temp.below(user_id, 301, 3) end,
    true, pg_temp.today() - 400, pg_temp.today() - 400
from (
    select user_id, n, false from unnest(pg_temp.agents()) with ordinality as agent (user_id, n)
    union all
    select user_id, n, true from unnest(pg_temp.clerks()) with ordinality as clerk (user_id, n)
) as member (user_id, n, is_clerk);

-- Everybody sells at home, most also next door.
insert into agent_licenses (id, user_id, state, line, number, expires_on, created_at, updated_at)
select
    row_number() over (order by user_id, state), user_id, state, null,
    state || '-' || 400000 + pg_temp.below(user_id * 100 + place, 302, 500000),
    pg_temp.today() + case when state <> 'OH' and pg_temp.below(user_id, 303, 9) = 0 then -20 else 60 + pg_temp.below(user_id * 100 + place, 304, 640) end,
    pg_temp.today() - 400, pg_temp.today() - 400
from unnest(pg_temp.agents()) as user_id,
    unnest(array['OH', 'MI', 'IN', 'KY', 'PA', 'WV']) with ordinality as near (state, place)
where state = 'OH' or pg_temp.below(user_id * 100 + place, 305, 5) < 3;

insert into office_hours (weekday, opens, closes)
select weekday, 510, 1080 from generate_series(0, 4) as weekday
union all
select 5, 540, 780;
