-- Rows from before the triggers: read their money, count their policies.
update policies
set premium_cents = read.cents, premium_currency = read.currency,
    premium_period = read.period, annual_premium_cents = read.annual_cents
from policies same
cross join lateral parse_money(same.premium, term_months(same.start_date, same.end_date),
                               'the premium of policy ' || same.policy_number) read
where same.id = policies.id
  and (policies.premium_cents, policies.premium_currency, policies.premium_period, policies.annual_premium_cents)
      is distinct from (read.cents, read.currency, read.period, read.annual_cents);

update claims
set amount_cents = read.cents, amount_currency = read.currency
from claims same
cross join lateral parse_money(same.amount, 12, 'the amount of claim ' || same.claim_number) read
where same.id = claims.id
  and (claims.amount_cents, claims.amount_currency) is distinct from (read.cents, read.currency);

update customers
set policies_count = truth.policies, total_value_cents = truth.cents, total_value = truth.cents / 100
from (
    select c.id, count(p.id) as policies,
           coalesce(sum(p.annual_premium_cents) filter (where p.status = 'active' and p.premium_currency = 'USD'), 0) as cents
    from customers c left join policies p on p.customer_id = c.id
    group by c.id
) truth
where truth.id = customers.id
  and (customers.policies_count, customers.total_value_cents, customers.total_value)
      is distinct from (truth.policies, truth.cents::bigint, truth.cents / 100);
