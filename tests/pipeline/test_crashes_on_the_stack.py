"""One crash of each kind; `scripts/crash_matrix` strikes every hop with every fault, many times."""

from random import Random

import pytest

from digitize.model.intake import Hop
from tests.factories.crash_jobs import scripted_job
from tests.factories.crashes import Crashes, Fault, Servers

pytestmark = pytest.mark.slow

PAPERS = 12


@pytest.fixture(scope="module")
def crashes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crashes")
    with Servers(folder) as servers:
        yield Crashes(servers, folder, scripted_job(PAPERS))


def test_the_undisturbed_run_files_every_paper(crashes):
    result = crashes.undisturbed.result
    statuses = [paper["status"] for row in result.rows for paper in row["papers"]]
    assert (result.documents, result.entries, len(statuses)) == (PAPERS,) * 3
    assert statuses.count("attached") == PAPERS - 1


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name)
def test_nothing_is_lost_and_nothing_doubled(crashes, fault):
    # The script draws by lot; a test that may fail by lot would be worth nothing.
    seed = list(Fault).index(fault)
    chance = Random(seed)
    hop = chance.choice(list(Hop))
    outcome = crashes.strike(hop, fault, chance)
    assert outcome.struck
    assert outcome.wrong == [], f"hop {hop}, seed {seed}"
