"""The built pages: compressed once when they are built, kept for ever where the name says which build they are of."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final, TypeAlias

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

FORMS: Final = "/v1/forms/"
SHARED: Final = "/shared-report/"
ASSETS: Final = "/assets/"
DOCUMENTATION: Final = "/docs"
# Best first; what the build wrote beside each file.
ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
FOR_EVER: Final = "public, max-age=31536000, immutable"
# Styles are written into the page by the component library; scripts come from our own files only.
POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# The address of such a page is a secret: no cache keeps it, no other site is told of it, no search engine shows it.
PRIVATELY: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
# Whoever builds a form sees it beside its fields; elsewhere it stands by its script, not in a frame.
FRAMED_BY_US: Final = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class Pages:
    """Around the framework: answers for assets itself, and gives the page that everything starts from its rules."""

    def __init__(self, framework: Application, directory: Path) -> None:
        self._framework = framework
        self._assets = _assets_in(directory)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._assets.get(scope["path"]) if scope["type"] == "http" else None
        # A build in the meantime takes the files of the one before away.
        if found is not None and scope["method"] in ("GET", "HEAD") and found[""].exists():
            await _file(found, Headers(scope=scope))(scope, receive, send)
            return
        await self._framework(scope, receive, _with_rules(scope, send))


def _assets_in(directory: Path) -> Mapping[str, Mapping[str, Path]]:
    """Each asset's files by encoding, `` for the plain one, by the path they are asked for."""
    folder = directory / ASSETS.strip("/")
    plain = [file for file in folder.glob("*") if file.suffix not in ENCODINGS.values()]
    return {
        f"{ASSETS}{file.name}": {
            "": file,
            **{name: packed for name, end in ENCODINGS.items() if (packed := file.with_name(file.name + end)).exists()},
        }
        for file in plain
    }


def _file(files: Mapping[str, Path], asked: Headers) -> FileResponse:
    accepted = {part.partition(";")[0].strip() for part in asked.get("accept-encoding", "").split(",")}
    encoding = next((name for name in ENCODINGS if name in accepted and name in files), "")
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return FileResponse(files[encoding], headers=headers, media_type=guess_type(files[""])[0])


def _with_rules(scope: Scope, send: Send) -> Send:
    """Pages of the application are asked for anew each time and run no script but our own; /docs has other rules."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and scope["path"] != DOCUMENTATION:
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                headers["Cache-Control"] = "no-cache"
                if scope["path"].startswith(SHARED):
                    headers.update(PRIVATELY)
                headers["Content-Security-Policy"] = FRAMED_BY_US if scope["path"].startswith(FORMS) else POLICY
        await send(message)

    return sending
