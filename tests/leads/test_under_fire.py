"""Posts that repeat, processes that are killed: every key becomes one lead, scored once and given out once."""

from pathlib import Path

import pytest

from tests.leads.fire import Fire, prepare

pytestmark = pytest.mark.anyio


@pytest.mark.timeout(280)
async def test_under_fire_every_key_becomes_one_lead_that_is_scored_and_given_out_once(
    own_database: str, tmp_path: Path
) -> None:
    prepare(own_database)

    fire = await Fire(own_database, tmp_path, posts=600).run()

    assert (await fire.wrong(), fire.server.kills) == ({}, 1)
    assert sum(each.kills for each in fire.crew) > 0
    assert len(fire.answers) == fire.keys == 420
