"""Hosted forms: what a page needs to show one, the script that shows it, and what visitors send."""

from html import escape
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from backend.api.deps import PUBLIC, PoolDep, SettingsDep, permit
from backend.api.intake import facts_of
from backend.auth.limits import RateLimits
from backend.auth.origin import neighbourhood
from backend.database.engine import Pool
from backend.errors import LeadGenError, NotAllowed, TooMany
from backend.integrations.incoming import PayloadUnreadable, read_json
from backend.leads import intake_forms, intake_payloads
from backend.leads.intake_forms import Form
from backend.leads.intake_payloads import WEB_FORM, Received
from backend.settings import Settings

router = APIRouter(prefix="/v1/forms", tags=["forms"])

FOR_EVERYBODY: Final = [permit(PUBLIC)]
SCRIPT: Final = Path(__file__).with_name("forms_script.txt")
LIMITS: Final = RateLimits()
# What stands where a key would: a form that is not kept yet, shown as the page around it says.
PREVIEW: Final = "preview"
PAGE: Final = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="icon" href="/favicon.svg">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #12181e; background: #fff; max-width: 36rem; margin: 2rem auto;
  padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; }}
</style></head>
<body><main><h1>{title}</h1><script src="/v1/forms/{key}/embed.js" async></script></main></body>
</html>
"""
SENT: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {"application/json": {}}}}
Key = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9]+$")]


class ForeignPage(NotAllowed):
    """This form is not meant for that website."""

    code = "foreign_page"


class Thanks(BaseModel):
    """The submission is kept. redirect_url: where the page goes next; null shows the message."""

    message: str
    redirect_url: str | None


class ConsentShown(BaseModel):
    """The text beside the box; its hash goes back with the submission."""

    text: str
    sha256: str
    version: int
    required: bool


class FormShown(BaseModel):
    """What a page needs to show the form. started: goes back with the submission; trap: a field that stays empty."""

    key: str
    name: str
    intro: str | None
    fields: list[dict[str, Any]]
    consent: ConsentShown | None
    submit_label: str
    thanks: str
    redirect_url: str | None
    look: dict[str, Any] | None
    started: str
    trap: str


def _crossing(form: Form, request: Request) -> dict[str, str]:
    """The headers that let the page which embeds the form read the answer."""
    origin = request.headers.get("origin")
    if origin is None or not form.allows(origin):
        return {}
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", "Cross-Origin-Resource-Policy": "cross-origin"}


@router.get(
    "/{key}",
    operation_id="forms_show",
    response_model=FormShown,
    dependencies=FOR_EVERYBODY,
    summary="What a form asks",
)
async def show(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    form = await intake_forms.form(pool, key)
    text = orjson.dumps(intake_forms.shown(form, settings.sealing_key()))
    return Response(text, media_type="application/json", headers=_crossing(form, request))


@router.get(
    "/{key}/embed.js",
    operation_id="forms_script",
    response_class=Response,
    dependencies=FOR_EVERYBODY,
    summary="The script that shows a form where it stands in a page",
)
async def script(key: Key, pool: PoolDep) -> Response:
    if key != PREVIEW:
        await intake_forms.form(pool, key)
    text = SCRIPT.read_text().replace("__KEY__", key)
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"}
    return Response(text, media_type="text/javascript", headers=headers)


@router.get(
    "/{key}/page",
    operation_id="forms_page",
    response_class=Response,
    dependencies=FOR_EVERYBODY,
    summary="A page with nothing but the form",
)
async def page(key: Key, pool: PoolDep) -> Response:
    """`preview` in place of a key: shows what the page of ours that frames it says, and sends nothing."""
    title = "Preview" if key == PREVIEW else (await intake_forms.form(pool, key)).name
    return Response(PAGE.format(title=escape(title), key=key), media_type="text/html; charset=utf-8")


@router.options(
    "/{key}",
    operation_id="forms_preflight",
    status_code=204,
    dependencies=FOR_EVERYBODY,
    summary="Tell a browser whether the embedding page may send the form",
)
async def preflight(key: Key, request: Request, pool: PoolDep) -> Response:
    form = await intake_forms.form(pool, key)
    allowed = _crossing(form, request)
    if allowed:
        allowed |= {
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "content-type",
            "Access-Control-Max-Age": "600",
        }
    return Response(status_code=204, headers=allowed)


@router.post(
    "/{key}",
    operation_id="forms_submit",
    response_model=Thanks,
    dependencies=FOR_EVERYBODY,
    openapi_extra=SENT,
    summary="Send a form",
)
async def submit(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    """Kept before it is answered; a repeated `submission_id` is the same submission. What a program filled in is
    answered alike and becomes no lead."""
    form = await intake_forms.form(pool, key)
    if not form.allows(request.headers.get("origin")) and not _is_ours(request):
        raise ForeignPage
    readable = _crossing(form, request)
    try:
        await _take(form, request, pool, settings)
    except LeadGenError as refused:
        refused.headers |= readable  # without them the page could not show its visitor what is wrong
        raise
    shown = intake_forms.shown(form, settings.sealing_key())
    text = orjson.dumps({"message": shown["thanks"], "redirect_url": shown["redirect_url"]})
    return Response(text, media_type="application/json", headers=readable)


async def _take(form: Form, request: Request, pool: Pool, settings: Settings) -> None:
    """Keeps the submission. Raises FormInvalid with what the visitor has to mend, TooMany."""
    facts = facts_of(request, settings)
    rate = form.rules.get("rate_per_minute", intake_forms.RATE_PER_MINUTE)
    wait = LIMITS.allow(f"form:{form.key}:{neighbourhood(facts['ip'])}", rate)
    if wait is not None:
        raise TooMany(headers={"Retry-After": str(max(1, round(wait)))})
    body = await request.body()
    sent = read_json(body)
    if not isinstance(sent, dict):
        raise PayloadUnreadable("A submission is an object.")
    suspicion = intake_forms.suspicion(form, sent, settings.sealing_key())
    if suspicion is None:
        intake_forms.check(form, sent)
    received = Received(form.key, WEB_FORM, intake_forms.number_of(sent, body), body, facts)
    if suspicion is None:
        await intake_payloads.accept(pool, settings, [received])
    else:
        await intake_payloads.put_aside(pool, settings, received, suspicion)


def _is_ours(request: Request) -> bool:
    """Whether the form stands on our own page."""
    origin = request.headers.get("origin") or ""
    return origin.partition("://")[2].lower() == request.headers.get("host", "").lower()
