"""Holds the engines against each other on the same pages: how well they read, and what it costs.

    python scripts/benchmark_reading.py --real ../shared/data/real --sample SAMPLE [--engines …] [--plot FILE.svg]

SAMPLE is what `digitize sample` wrote. Each engine works in a process of its own, one thread. "tesseract", "ours"
and "both" read what the product prepared; "pytesseract" (a process a page), "trueocr" (its own preparation) and "ocrmypdf" (deskewed,
rotated, PDF/A, all pages in one file) take the scans as they are. The last two come with `pip install -e '.[bench]'` and are
left out where they are not installed. `--two` runs `digitize read` with an engine of the product twice at once instead; `--pdf` the
whole of `digitize pdf` beside OCRmyPDF, both on one file.
"""

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import img2pdf

import digitize.machine  # Before whatever computes.
from digitize.evaluation.cer import ReadingScore, score_reading, total
from digitize.evaluation.truth import read_truth
from digitize.text.normalize import normalize

_TRIALS = 5

Read = Callable[[Path], tuple[str, float]]
"""Maps a picture to its text and the CPU seconds that reading alone took."""

ENGINES = ("ocrmypdf", "pytesseract", "tesseract", "trueocr", "ours", "both")
PRODUCT = ("tesseract", "ours", "both")
HEAD = (
    "engine", "pages", "CER", "folded", "tones", "words", "numbers", "CPU s/page: read", "all", "pages/core-hour", "peak MB",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What an engine did with some pages; seconds of CPU a page, memory in MiB."""

    engine: str
    pages: str
    cer: float
    folded: float
    tones: float
    words: float
    numbers: str
    reading: float
    whole: float
    memory: float

    def cells(self) -> list[str]:
        """Return what stands in the table, in the order of `HEAD`."""
        rates = (f"{rate:.2%}" for rate in (self.cer, self.folded, self.tones, self.words))
        seconds = (f"{self.reading:.2f}", f"{self.whole:.2f}", f"{3600 / self.whole:.0f}")
        return [self.engine, self.pages, *rates, self.numbers, *seconds, f"{self.memory:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--plot", type=Path, help="draw CER against CPU seconds")
    parser.add_argument("--two", action="store_true", help="two `digitize read` at once against one")
    parser.add_argument("--pdf", action="store_true", help="digitize pdf against OCRmyPDF")
    parser.add_argument("--alone", action="store_true", help="measure the one engine in this process")
    args = parser.parse_args()
    if args.alone:
        digitize.machine.settle()
        for row in measured(args.engines[0], args.real, args.sample):
            print(json.dumps(asdict(row)), flush=True)
    elif args.two:
        two_at_once(
            [engine for engine in args.engines if engine in PRODUCT],
            [path for path, _ in scans_of(args.real, args.sample)],
        )
    elif args.pdf:
        pdf_beside_pdf([path for path, _ in scans_of(args.real, args.sample)])
    else:
        table(args.engines, args.plot)


def table(engines: Sequence[str], plot: Path | None) -> None:
    """Print a Markdown row for each engine and kind of page, and draw them."""
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    rows = []
    for engine in engines:
        with subprocess.Popen(_alone(engine), stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout or ():
                rows.append(Row(**json.loads(line)))
                print(f"| {' | '.join(rows[-1].cells())} |", flush=True)
        if running.returncode:
            sys.exit(f"{engine} failed")
    if plot:
        plot.write_text(drawing(rows), encoding="utf-8")


def two_at_once(engines: Sequence[str], scans: Sequence[Path]) -> None:
    """Print how many times the pages a second of one `digitize read` two of them do, start included: the median of some trials."""
    tool = str(Path(sys.executable).with_name("digitize"))
    for engine in engines:
        command = [tool, "read", "--engine", engine, *map(str, scans)]
        trials = [(_seconds(command, 1), _seconds(command, 2)) for _ in range(_TRIALS)]
        gains = sorted(2 * one / two for one, two in trials)
        print(f"{engine}: two processes do {statistics.median(gains):.2f} times the pages of one", end=" ")
        print(f"({', '.join(f'{gain:.2f}' for gain in gains)}; one takes {min(trials)[0]:.1f} s)", flush=True)


def _seconds(command: Sequence[str], count: int) -> float:
    """Return the seconds until a command, started some times at once, is done."""
    started = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(count)]
    if sum(each.wait() for each in running):
        sys.exit("a reader failed")
    return time.perf_counter() - started


def pdf_beside_pdf(scans: Sequence[Path]) -> None:
    """Print what a page costs from scan to searchable PDF/A, in CPU seconds."""
    tool = str(Path(sys.executable).with_name("digitize"))
    ways = {"digitize pdf": [tool, "pdf"], "ocrmypdf": _ocrmypdf()}
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        source = _one_file(scans, Path(folder))
        for name, command in ways.items():
            started = cpu()
            subprocess.run([*command, source, Path(folder) / "out.pdf"], check=True, capture_output=True)
            seconds[name] = (cpu() - started) / len(scans)
            print(
                f"{name}: {seconds[name]:.2f} CPU s/page, {3600 / seconds[name]:.0f} pages a core-hour",
                flush=True,
            )
    print(f"{seconds['ocrmypdf'] / seconds['digitize pdf']:.1f} times the pages of OCRmyPDF")


def measured(name: str, real: Path | None, sample: Path | None) -> Iterator[Row]:
    """Yield what one engine does with the real pages and with the drawn ones."""
    if find_spec(name) is None and name in {"trueocr", "ocrmypdf"}:
        print(f"{name} is not installed: left out", file=sys.stderr)
        return
    read = READERS[name]() if name in READERS else None
    for title, scans in (("real", real_scans(real)), ("drawn", sample_scans(sample))):
        pairs = list(scans)
        if not pairs:
            continue
        started = cpu()
        found = [read(path) for path, _ in pairs] if read else ocrmypdf([path for path, _ in pairs])
        whole = cpu() - started
        scores, numbers = scored([text for text, _ in found], [truth for _, truth in pairs])
        yield Row(
            engine=name,
            pages=f"{len(pairs)} {title}",
            cer=scores.cer,
            folded=scores.folded_cer,
            tones=scores.tone_error_rate,
            words=scores.recall,
            numbers=f"{numbers[True]} of {numbers.total()}",
            reading=sum(spent for _, spent in found) / len(pairs),
            whole=whole / len(pairs),
            memory=max(
                resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            / 1024,
        )


def scored(texts: Iterable[str], truths: Iterable[str]) -> tuple[ReadingScore, Counter[bool]]:
    """Return the score of all pages, and how many numbers were read and were not."""
    scores, numbers = [], Counter[bool]()
    for text, truth in zip(texts, truths, strict=True):
        scores.append(score_reading(text, truth))
        there = numbers_in(text)
        for number, count in numbers_in(truth).items():
            numbers[True] += min(count, there[number])
            numbers[False] += max(0, count - there[number])
    return total(scores), numbers


def numbers_in(text: str) -> Counter[str]:
    """Return the words that hold at least four digits, signs around them aside."""
    words = (word.strip(".,;:()\"'") for word in normalize(text).split())
    return Counter(word for word in words if sum(map(str.isdigit, word)) >= 4)


def cpu() -> float:
    """Return the CPU seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def product(name: str) -> Read:
    """Return an engine of the product behind the product's preparation."""
    from digitize.imaging.load import frames, load
    from digitize.imaging.orient import Orienter
    from digitize.imaging.prepare import prepare
    from digitize.model.image import Verdict
    from digitize.readers import engine_factory
    from digitize.settings import Settings

    engine, orienter = engine_factory(Settings(engine=name))(), Orienter()

    def read(path: Path) -> tuple[str, float]:
        texts, spent = [], 0.0
        for scan in frames(path, range(len(load(path).sizes))):
            grey, image = prepare(scan, orienter.quarter_turns, engine.narrowest)
            if image.quality.verdict is not Verdict.BLANK:
                started = cpu()
                blocks = engine.read(grey, image.dpi)
                spent += cpu() - started
                texts += [line.text for block in blocks for line in block.lines]
        return "\n".join(texts), spent

    return read


def in_one(read: Callable[[Path], str]) -> Read:
    """Return an engine that prepares and reads in one."""

    def timed(path: Path) -> tuple[str, float]:
        started = cpu()
        text = read(path)
        return text, cpu() - started

    return timed


def pytesseract() -> Read:
    import pytesseract
    from PIL import Image

    return in_one(lambda path: str(pytesseract.image_to_string(Image.open(path), lang="vie")))


def trueocr() -> Read:
    from trueocr import load_model  # type: ignore[import-not-found]

    model = load_model(threads=1)
    return in_one(lambda path: str(model.predict(path).text))


def ocrmypdf(scans: Sequence[Path]) -> list[tuple[str, float]]:
    """Return the texts of scans as OCRmyPDF reads them in one file, the time of each an equal share."""
    with tempfile.TemporaryDirectory() as folder:
        sidecar = Path(folder) / "text.txt"
        started = cpu()
        command = [
            *_ocrmypdf(),
            "--sidecar",
            sidecar,
            _one_file(scans, Path(folder)),
            Path(folder) / "out.pdf",
        ]
        subprocess.run(command, check=True, capture_output=True)
        spent = cpu() - started
        texts = sidecar.read_text("utf-8").removesuffix("\f").split("\f")
    return [(text, spent / len(scans)) for text in texts]


READERS: dict[str, Callable[[], Read]] = {
    **{name: partial(product, name) for name in PRODUCT},
    "pytesseract": pytesseract,
    "trueocr": trueocr,
}


def _alone(engine: str) -> list[str]:
    """Return the command that measures one engine in a process of its own."""
    options = [each for each in sys.argv[1:] if each not in {*ENGINES, "--engines"}]
    return [sys.executable, sys.argv[0], *options, "--alone", "--engines", engine]


def _ocrmypdf() -> list[str]:
    tool = str(Path(sys.executable).with_name("ocrmypdf"))
    return [
        tool,
        "-l",
        "vie",
        "--jobs",
        "1",
        "--deskew",
        "--rotate-pages",
        "--output-type",
        "pdfa",
        "--pdfa-backend",
        "internal",
    ]


def _one_file(scans: Sequence[Path], folder: Path) -> Path:
    """Put pictures into one PDF, each as large as its dots an inch say, A4 where they say nothing."""
    a4 = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    source = folder / "scans.pdf"
    source.write_bytes(img2pdf.convert([str(path) for path in scans], layout_fun=a4))
    return source


def scans_of(real: Path | None, sample: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield all pictures and what stands on them."""
    yield from real_scans(real)
    yield from sample_scans(sample)


def real_scans(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the page images of a folder that have a NAME.gt.txt."""
    for truth in sorted(folder.glob("*.gt.txt")) if folder else ():
        name = truth.name.removesuffix(".gt.txt")
        picture = next((path for path in folder.glob(f"{name}.*") if path.suffix in {".png", ".jpg"}), None)
        if picture is not None:
            yield picture, truth.read_text("utf-8")


def sample_scans(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the scans of a drawn province that are pictures: not every engine takes a PDF."""
    for case in read_truth(folder) if folder else ():
        if case.path.suffix in {".png", ".jpg"}:
            yield case.path, "\n".join(line.text for page in case.truth.pages for line in page.lines)


def drawing(rows: Sequence[Row]) -> str:
    """Return an SVG of the engines: CER upwards, CPU seconds a page to the right, their logarithm."""
    wide, tall, margin, scale = 760, 400, 60, 260
    most, least = max(row.cer for row in rows) * 1.1, min(row.whole for row in rows)
    marks = []
    for number, row in enumerate(rows):
        x = 2 * margin + scale * math.log10(row.whole / least)
        y = tall - margin - (tall - 2 * margin) * row.cer / most
        colour = "#0b5394" if "real" in row.pages else "#b45f06"
        marks.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{colour}"/>'
            f'<text x="{x - 20:.0f}" y="{y + (20, -10)[number % 2]:.0f}" fill="{colour}">'
            f"{row.engine}, {row.pages.split()[1]}: {row.cer:.2%}, {row.whole:.2f} s</text>"
        )
    axes = f'<path d="M{margin} {margin}V{tall - margin}H{wide - margin}" fill="none" stroke="#333"/>'
    names = (
        f'<text x="{margin}" y="{margin - 12}">CER, 0 to {most:.1%}</text>'
        f'<text x="{wide - margin}" y="{tall - margin + 24}" text-anchor="end">CPU seconds a page, logarithmic</text>'
    )
    body = "\n".join((axes, names, *marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{wide}" height="{tall}" fill="#fff"/>\n{body}\n</svg>\n'
    )


if __name__ == "__main__":
    main()
