-- What those who are asked about insurance now agreed to when they filled in a form, one line for each way of reaching them.
insert into consent_entries (
    person_type, person_id, address, address_as_entered, channel, purpose, action, basis, seller, captured_at,
    captured_via, disclosure_text, page_url, ip, user_agent, signature_method, not_condition_of_purchase,
    trustedform_url, recorded_at
)
select
    'leads', l.id, way.address, way.address, way.channel, 'marketing', 'granted', 'pewc', said.seller, l.received_at,
    'web_form', said.disclosure, 'https://buckeyeharbor.example/quote/' || coalesce(l.product_interest, 'any'),
    '203.0.113.' || (1 + pg_temp.below(l.id, 110, 250)),
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
    'checkbox', true, 'https://cert.trustedform.com/' || md5('demo ' || l.id) || left(md5('more ' || l.id), 8), l.received_at
from leads as l
cross join (values (
    'Buckeye Harbor Insurance (demo)',
    'By ticking this box I agree that Buckeye Harbor Insurance (demo) may call and text me at the number I gave, also with '
        'automated technology, artificial or prerecorded voice, and may e-mail me, about insurance. Consent is not a condition '
        'of purchase.')) as said (seller, disclosure)
cross join lateral (values ('call_manual', l.phone), ('sms', l.phone), ('email', l.email)) as way (channel, address)
where l.consent ->> 'basis' = 'pewc'
    and l.status in ('new', 'scored', 'assigned', 'contacted', 'qualified', 'quoted')
    and l.received_at > pg_temp.today() - 60
    and way.address is not null
order by l.id, way.channel;
