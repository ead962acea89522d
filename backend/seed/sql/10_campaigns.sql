-- Who got which campaign and what they did with it: deliveries, openings, clicks and purchases at the usual rates (§6.3).
insert into campaign_sends (
    id, campaign_id, customer_id, recipient_email, recipient_phone, recipient_name, status, sent_at, delivered_at,
    opened_at, clicked_at, converted_at, open_count, click_count, links_clicked, variant, error_message, bounce_type,
    created_at, updated_at
)
with addressed as (
    select
        c.id as campaign_id,
        c.channel,
        c.is_ab_test,
        p.i as customer_id,
        p.email,
        p.phone,
        p.name,
        (c.sent_from + pg_temp.share(p.i * 64 + c.id, 176) * interval '3 hours') as sent_at,
        pg_temp.share(p.i * 64 + c.id, 171) as u_delivery,
        pg_temp.share(p.i * 64 + c.id, 172) as u_interest,
        pg_temp.share(p.i * 64 + c.id, 173) as u_delay,
        pg_temp.share(p.i * 64 + c.id, 174) < 0.5 as is_a
    from campaign_plan as c
    join person as p on p.is_customer and p.joined_at < c.sent_from
        and pg_temp.share(p.i * 64 + c.id, 175) < c.audience
    where c.sent_from is not null
    offset 0
), reached as (
    select
        a.*,
        u_delivery < case channel when 'sms' then 0.95 else 0.98 end as is_delivered,
        channel <> 'sms' and u_interest < 0.45 as is_opened,
        u_interest < case when channel = 'sms' then 0.04 when is_ab_test and is_a then 0.031 else 0.024 end as is_clicked,
        u_interest < 0.004 as is_converted
    from addressed as a
    offset 0
), numbered as (
    select r.*, row_number() over (order by sent_at, campaign_id, customer_id) as id
    from reached as r
)
select
    id, campaign_id, customer_id,
    case when channel <> 'sms' then email end,
    case when channel = 'sms' then phone end,
    name,
    case
        when not is_delivered and u_delivery < 0.985 then 'failed'
        when not is_delivered then 'bounced'
        when is_converted then 'converted'
        when is_clicked then 'clicked'
        when is_opened then 'opened'
        else 'delivered'
    end,
    sent_at,
    case when is_delivered then sent_at + interval '4 seconds' end,
    case when is_delivered and is_opened then sent_at + (0.1 + 9 * u_delay) * interval '1 hour' end,
    case when is_delivered and is_clicked then sent_at + (0.15 + 9 * u_delay) * interval '1 hour' end,
    case when is_delivered and is_converted then sent_at + (1.5 + 9 * u_delay) * interval '1 hour' end,
    case when is_delivered and is_opened then 1 + (u_delay > 0.7)::int else 0 end,
    case when is_delivered and is_clicked then 1 else 0 end,
    case when is_delivered and is_clicked then '["https://www.example.com/quote"]'::jsonb end,
    case when is_ab_test then case when is_a then 'a' else 'b' end end,
    case when not is_delivered then case when u_delivery < 0.985 then 'The provider did not accept the message'
        else 'Mailbox unavailable' end end,
    case when not is_delivered and u_delivery >= 0.985 then case when u_delivery < 0.99 then 'soft' else 'hard' end end,
    sent_at,
    sent_at + case when is_delivered and is_opened then (0.1 + 9 * u_delay) * interval '1 hour' else interval '4 seconds' end
from numbered
order by id;

update marketing_campaigns as c
set target_count = s.sends
from (select campaign_id, count(*) as sends from campaign_sends group by campaign_id) as s
where s.campaign_id = c.id;

insert into campaign_analytics (
    id, campaign_id, total_sent, total_delivered, total_bounced, total_failed, total_opened, unique_opened,
    total_clicked, unique_clicked, total_unsubscribed, total_spam_reports, total_conversions, total_revenue,
    delivery_rate, open_rate, click_rate, click_to_open_rate, conversion_rate, unsubscribe_rate, roi, campaign_cost,
    last_updated, created_at, updated_at
)
with counted as (
    select
        c.id as campaign_id,
        c.sent_from,
        round(35 + count(s.id) * case c.channel when 'sms' then 0.025 else 0.012 end, 2) as cost,
        count(s.id) as sent,
        count(s.delivered_at) as delivered,
        count(*) filter (where s.status = 'bounced') as bounced,
        count(*) filter (where s.status = 'failed') as failed,
        coalesce(sum(s.open_count), 0) as openings,
        count(s.opened_at) as opened,
        coalesce(sum(s.click_count), 0) as clicks,
        count(s.clicked_at) as clicked,
        round(count(s.delivered_at) * 0.0015) as unsubscribed,
        count(s.converted_at) as converted,
        count(s.converted_at) * 142.50 as revenue
    from campaign_plan as c
    left join campaign_sends as s on s.campaign_id = c.id
    where c.sent_from is not null
    group by c.id, c.sent_from, c.channel
)
select
    row_number() over (order by campaign_id), campaign_id, sent, delivered, bounced, failed, openings, opened, clicks,
    clicked, unsubscribed, 0, converted, revenue,
    coalesce(round(delivered / nullif(sent, 0)::numeric, 4), 0),
    coalesce(round(opened / nullif(delivered, 0)::numeric, 4), 0),
    coalesce(round(clicked / nullif(delivered, 0)::numeric, 4), 0),
    coalesce(round(clicked / nullif(opened, 0)::numeric, 4), 0),
    coalesce(round(converted / nullif(delivered, 0)::numeric, 4), 0),
    coalesce(round(unsubscribed / nullif(delivered, 0)::numeric, 4), 0),
    coalesce(round((revenue - cost) / nullif(cost, 0), 4), 0),
    cost,
    least(sent_from + interval '2 days', pg_temp.office_hour(pg_temp.today() - 1, 1)),
    sent_from,
    least(sent_from + interval '2 days', pg_temp.office_hour(pg_temp.today() - 1, 1))
from counted
order by campaign_id;
