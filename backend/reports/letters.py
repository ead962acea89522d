"""The mail that brings a link to a report: what it is, why it came, who set it up, and until when the link works."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from backend.integrations.mail import Mail

KINDS: Final = {"PDF": "A PDF document", "Excel": "An Excel workbook", "CSV": "A CSV file", "JSON": "A JSON file"}
# Mail programs know no style sheets: everything stands where it is used, and no picture is fetched from anywhere.
HTML: Final = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f6f5;color:#16201b;\
font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" \
style="max-width:560px;background:#ffffff;border:1px solid #dde3e0;border-radius:8px"><tr><td style="padding:28px">
<p style="margin:0 0 4px;color:#55635c;font-size:13px">{agency}</p>
<h1 style="margin:0 0 4px;font-size:21px;line-height:1.3;font-weight:600">{title}</h1>
<p style="margin:0 0 20px;color:#55635c">{what}</p>
<p style="margin:0 0 20px"><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:6px;\
background:#1d6b4f;color:#ffffff;text-decoration:none;font-weight:600">Open the report</a></p>
<p style="margin:0 0 20px;font-size:13px;color:#55635c;word-break:break-all">{until} If the button does not work:<br>\
<a href="{link}" style="color:#1d6b4f">{link}</a></p>
<p style="margin:0;padding-top:16px;border-top:1px solid #dde3e0;font-size:13px;color:#55635c">{why}</p>
</td></tr></table></td></tr></table></body></html>
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a mail tells. how_often: in words, such as `every Monday at 7:00 am`; set_up_by: name and address."""

    report_id: int
    name: str
    period: str | None
    format: str
    made_at: datetime
    agency: str | None
    zone: ZoneInfo
    how_often: str
    set_up_by: str
    reply_to: str | None


def letter(sent: Sent, to: str, link: str, expires_at: datetime, domain: str) -> Mail:
    """The mail to one person. The same report and person make the same Message-ID, whatever the link is."""
    agency = sent.agency or "Your agency"
    title = f"{sent.name}: {sent.period}" if sent.period else sent.name
    what = f"{KINDS[sent.format]} of {_day(sent.made_at, sent.zone)}."
    until = (
        f"This link is yours alone and works until {_day(expires_at, sent.zone)}. "
        "Whoever has it can read the report: do not pass it on."
    )
    why = (
        f"You get this mail because {sent.set_up_by} of {agency} has this report sent to {to} {sent.how_often}. "
        f"If you do not want it any more, ask {sent.set_up_by}."
    )
    text = f"{agency}\n\n{title}\n{what}\n\n{link}\n\n{until}\n\n-- \n{why}\n"
    html = HTML.format(
        title=escape(title),
        agency=escape(agency),
        what=escape(what),
        link=escape(link),
        until=escape(until),
        why=escape(why),
    )
    number = sha256(f"{sent.report_id} {to.casefold()}".encode()).hexdigest()[:24]
    return Mail(
        to=to,
        subject=title,
        text=text,
        html=html,
        message_id=f"report-{sent.report_id}-{number}@{domain}",
        sender=agency,
        reply_to=sent.reply_to,
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    day = at.astimezone(zone)
    return f"{day:%B} {day.day}, {day.year}"
