"""Work in a process of its own: what it answers, and what it says when it cannot."""

import json

import pytest

from backend.processes import ProcessFailed, answer_of

pytestmark = pytest.mark.anyio


async def test_what_the_process_writes_is_the_answer() -> None:
    assert json.loads(await answer_of("json.tool", given=b'{"a": 1}', within_s=60, called="Reading")) == {"a": 1}


async def test_its_last_sentence_is_told() -> None:
    with pytest.raises(ProcessFailed, match=r"^Expecting value: line 1"):
        await answer_of("json.tool", given=b"nothing", within_s=60, called="Reading")


async def test_a_traceback_stays_in_the_log() -> None:
    with pytest.raises(ProcessFailed, match=r"^Reading failed; the log has the details\.$"):
        await answer_of("backend.scoring.refit", given=b"nothing", within_s=60, called="Reading")
