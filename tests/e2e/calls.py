"""What a test needs to be so before somebody opens a page, by the API and as somebody else."""

from typing import Any

from playwright.sync_api import BrowserContext

from tests.e2e.browser import Door


class Calls:
    """The API for somebody with this role."""

    def __init__(self, door: Door, role: str) -> None:
        self.context: BrowserContext = door.open(role)
        token = self.context.request.get("/v1/me").json()["csrf_token"]
        self._headers = {"Origin": door.site.url, "X-CSRF-Token": token}

    def get(self, path: str, **params: str | float | bool) -> Any:
        """What GET answers."""
        answer = self.context.request.get(path, params=params)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """What POST answers."""
        answer = self.context.request.post(path, data=body, headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """What PATCH answers."""
        answer = self.context.request.patch(path, data=body, headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()
