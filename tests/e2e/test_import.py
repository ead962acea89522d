"""A file with mistakes in it is imported, and the import is undone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.browser import settled
from tests.e2e.calls import Calls

FILE = """Full name,Telephone,E-mail,State
Ottilie Brand,+16145551201,ottilie.brand@example.com,OH
Pavel Ruzicka,+16145551202,not an address,OH
,+16145551203,nobody@example.com,OH
Quentin Abara,+16145551204,quentin.abara@example.com,OH
"""


def named(calls: Calls, name: str) -> int:
    return int(calls.get("/v1/customers", name=name, count="exact")["total"])


def test_a_file_with_mistakes_is_imported_and_undone(agent: Page, agent_calls: Calls, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(FILE)
    agent.goto("/import/customers")
    settled(agent)

    agent.get_by_label("Spreadsheet", exact=True).set_input_files(file)
    agent.get_by_role("button", name="Check what would happen").click()
    rejected = agent.get_by_role("row").filter(has_text="Rejected")
    expect(rejected.filter(has_text="“not an address” is not an e-mail address")).to_be_visible()
    expect(rejected.filter(has_text="The name is missing")).to_be_visible()
    agent.get_by_role("button", name="Import 2 rows").click()

    expect(agent.get_by_text("is done")).to_be_visible()
    assert (named(agent_calls, "Ottilie Brand"), named(agent_calls, "Quentin Abara")) == (1, 1)

    agent.get_by_role("main").get_by_role("button", name="Undo", exact=True).click()

    expect(agent.get_by_text("Undone:").first).to_be_visible()
    assert (named(agent_calls, "Ottilie Brand"), named(agent_calls, "Quentin Abara")) == (0, 0)
