"""A flow of receipts through the pipeline, those of one procedure mixed up: they bear the data of other dossiers.

Nobody can see that from the paper, so the machine attaches them as it attaches the others. A played person knows.
"""

from dataclasses import dataclass, replace
from itertools import count
from random import Random

from digitize.model.guard import AutoLink, Draw
from digitize.model.intake import Document, Upload
from digitize.model.match import Dossier
from digitize.pipeline.checking import confirm, refute
from digitize.pipeline.guarding import closed_bands, to_check
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.lookup import need
from digitize.ports import Services
from tests.factories.dossiers import dossier, receipt
from tests.factories.services import drain

BAD, GOOD = "1.004193", "1.004203"
STATIONS = ("trạm 1", "trạm 2", "trạm 3")
BATCH = 20
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
_MIDDLE = ("Thị", "Văn", "Ngọc", "Minh", "Thanh", "Quốc", "Hồng", "Kim", "Xuân", "Đức")
_GIVEN = ("Hoa", "Bình", "Cường", "Dung", "Hạnh", "Khánh", "Lan", "Mai", "Nam", "Phúc")


@dataclass(frozen=True, slots=True)
class Drilled:
    """What became of the papers.

    Attributes:
        closed_after: links of the mixed-up procedure until its band closed, None while it is open.
        bands: ids of those that are closed.
    """

    closed_after: int | None
    attached: int
    held: int
    checked: int
    bands: tuple[str, ...]


def register(number: int) -> Dossier:
    """Return dossier `number`, from 0 to 999: two in five are of the procedure that is mixed up."""
    owner = f"{_FAMILY[number % 10]} {_MIDDLE[number // 10 % 10]} {_GIVEN[number // 100]}"
    made = dossier(f"H09.15-210305-{number + 1:04d}", owner, f"{number + 1}/QĐ-UBND")
    procedure = BAD if number % 5 < 2 else GOOD
    return replace(made, procedure_code=procedure, owner_id=f"{74185000000 + number:012d}")


def drill(services: Services, papers: int, rate: float) -> Drilled:
    """Send receipts in batches of three stations by turns; a person answers what waits after each."""
    ids, rng = count(1), Random(rate)
    services = replace(services, new_id=lambda: f"{next(ids):032x}")
    services.registry.put(map(register, range(papers)))
    truth: dict[str, bool] = {}
    closed_after = None
    for first in range(0, papers, BATCH):
        batch = new_batch(services, f"lô {first}", STATIONS[first // BATCH % len(STATIONS)])
        for number in range(first, min(first + BATCH, papers)):
            made = register(number)
            truth[f"{number}.png"] = made.procedure_code != BAD or rng.random() >= rate
            receive(services, batch, f"{number}.png", receipt(made.code, made.owner))
        close_batch(services, batch.id)
        drain(services)
        answer_all(services, truth)
        with services.ledger.reading() as tx:
            if closed_after is None and any(band.stratum.procedure == BAD for band in closed_bands(tx)):
                made_links = tx.find(AutoLink, procedure=BAD, drawn=(None, Draw.SAMPLE, Draw.SCREENED))
                closed_after = len(made_links)
    with services.ledger.reading() as tx:
        held = tx.count(AutoLink, drawn=Draw.HELD)
        checked = tx.count(AutoLink, drawn=(Draw.SAMPLE, Draw.SCREENED))
        bands = tuple(band.id for band in closed_bands(tx))
        return Drilled(closed_after, tx.count(AutoLink) - held, held, checked, bands)


def answer_all(services: Services, truth: dict[str, bool]) -> None:
    """Answer every check that waits with what the file of the paper is known for."""
    while True:
        with services.ledger.reading() as tx:
            links = to_check(tx)
            if not links:
                return
            document = need(tx, Document, links[0].id)
            right = truth[need(tx, Upload, document.upload_id).filename]
        (confirm if right else refute)(services, document.id, document.revision)
