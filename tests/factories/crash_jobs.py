"""The papers that are on their way when something crashes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.register import import_register
from digitize.ports import Services
from tests.factories.dossiers import dossier, receipt_lines
from tests.factories.scripted import scan

BATCHES = 6


@dataclass(frozen=True)
class Job:
    """What is done in each run: the papers that are handed in, and the module whose processes work on them."""

    deliver: Callable[[Services], None]
    module: str


def scripted_job(papers: int) -> Job:
    """Return batches of receipts for the scripted reader.

    Of every ten papers one has a second page and one belongs to no dossier.
    """

    def deliver(services: Services) -> None:
        codes = [f"H09.15-210305-{number:04d}" for number in range(papers)]
        services.registry.put(
            replace(dossier(code, _owner(number)), serial=str(number)) for number, code in enumerate(codes)
        )
        _hand_in(services, [(f"{n:04d}.png", _paper(n, code)) for n, code in enumerate(codes)])

    return Job(deliver, "tests.factories.scripted_worker")


def real_job(sample: Path) -> Job:
    """Return the papers of a synthetic province, to be read by the product's own workers."""

    def deliver(services: Services) -> None:
        import_register(sample / "register.csv", services)
        scans = sorted(path for path in (sample / "scans").rglob("*") if path.is_file())
        _hand_in(services, [(path.name, path.read_bytes()) for path in scans])

    return Job(deliver, "workers")


def _hand_in(services: Services, files: Sequence[tuple[str, bytes]]) -> None:
    for number in range(BATCHES):
        batch = new_batch(services, f"lô {number}", "trạm")
        for name, data in files[number::BATCHES]:
            receive(services, batch, name, data)
        close_batch(services, batch.id)


def _paper(number: int, code: str) -> bytes:
    if number % 10 == 7:
        return scan(["THÔNG BÁO", f"Số: {number}/TB", "Kính gửi: Toàn thể cán bộ"])
    receipt = receipt_lines(code, _owner(number))
    return scan(receipt, ["Trang hai", f"của hồ sơ {number}"]) if number % 10 == 3 else scan(receipt)


def _owner(number: int) -> str:
    families, names = (
        ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh"),
        ("Hoa", "Bình", "Cường", "Dung", "Hạnh", "Lan"),
    )
    return f"{families[number % 5]} Thị {names[number % 6]}"
