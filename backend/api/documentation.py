"""The API's pages for people, from this server alone: no address outside is asked for anything."""

from importlib.resources import files
from typing import Final

from fastapi import APIRouter, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse

from backend.api.deps import PUBLIC, permit
from backend.errors import NotFound

router = APIRouter(prefix="/docs", tags=["documentation"], include_in_schema=False)

FILES: Final = files("fastapi_offline") / "static"
SHOWN: Final = frozenset({"swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"})


@router.get("", dependencies=[permit(PUBLIC)])
async def pages() -> Response:
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="LeadGen: the API",
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/favicon.png",
        swagger_ui_parameters={"defaultModelsExpandDepth": -1, "docExpansion": "none", "filter": True},
    )


@router.get("/{name}", dependencies=[permit(PUBLIC)])
async def file(name: str) -> Response:
    if name not in SHOWN:
        raise NotFound
    return FileResponse(str(FILES / name), headers={"cache-control": "public, max-age=86400"})
