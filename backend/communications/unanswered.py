"""Which messages wait for an answer."""

from typing import Final

# Of the rows of `communications` in a statement: the last word on its channel came from outside, nobody has marked it
# completed (which for a call means that they spoke), and nobody has said anything since, on whatever channel.
# What is written but not sent yet is no answer.
UNANSWERED: Final = """(
    communications.direction = 'inbound'
    and communications.status <> 'completed'
    and not exists (
        select
        from communications later
        where (later.customer_id = communications.customer_id or later.lead_id = communications.lead_id)
          and (coalesce(later.comm_date, later.created_at), later.id)
            > (coalesce(communications.comm_date, communications.created_at), communications.id)
          and (later.channel = communications.channel or later.direction = 'outbound')
          and (later.direction = 'inbound' or later.status <> 'pending')
    )
)"""
