"""What a test needs to be so before somebody opens a page, by the API and as somebody else."""

import time
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import APIRequestContext, BrowserContext

from tests.e2e.browser import Door
from tests.e2e.site import PASSWORD


class Calls:
    """The API for somebody with this role."""

    def __init__(self, door: Door, role: str) -> None:
        self.context: BrowserContext = door.open(role)
        self._headers = changing(door, self.context.request)

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


def changing(door: Door, signed_in: APIRequestContext) -> dict[str, str]:
    """The headers of a request that changes something."""
    return {"Origin": door.site.url, "X-CSRF-Token": signed_in.get("/v1/me").json()["csrf_token"]}


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom an administrator has just given an account."""

    username: str
    password: str

    @classmethod
    def hired(cls, door: Door, admin: Calls, *, has_chosen: bool) -> Self:
        """An agent with a password from the administrator, or with one of their own choice."""
        name = f"newcomer{time.time_ns()}"
        user = {"username": name, "email": f"{name}@example.com", "full_name": "Nora Newcomer", "role": "agent"}
        admin.post("/v1/users", user | {"password": PASSWORD})
        if not has_chosen:
            return cls(name, PASSWORD)
        own = cls(name, f"{PASSWORD}-of-my-own")
        context = door.open(None)
        login = {"username": name, "password": PASSWORD}
        context.request.post("/v1/auth/login", data=login, headers={"Origin": door.site.url})
        words = {"current_password": PASSWORD, "new_password": own.password}
        answer = context.request.post("/v1/auth/password", data=words, headers=changing(door, context.request))
        assert answer.ok, answer.text()
        context.close()
        return own
