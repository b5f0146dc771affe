"""Holds the engines against each other on the same pages: how well they read, and what it costs.

    python scripts/benchmark_reading.py --real ../shared/data/real --sample SAMPLE [--engines tesseract ours both]

SAMPLE is what `digitize sample` wrote. Each engine works in a process of its own, one thread. Printed are Markdown rows:
CER, the same without marks, words read exactly (whatever their order), numbers of four digits and more read exactly, CPU
seconds a page for reading alone and with the preparation of the page, and peak memory.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from digitize.evaluation.cer import score_reading, total
from digitize.evaluation.truth import read_truth
from digitize.imaging.load import frames, load
from digitize.imaging.orient import Orienter
from digitize.imaging.prepare import prepare
from digitize.model.image import Verdict
from digitize.ports import OcrEngine
from digitize.readers import engine_factory
from digitize.settings import Settings
from digitize.text.normalize import normalize

ENGINES = ("tesseract", "ours", "both")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--alone", action="store_true", help="measure the one engine in this process")
    args = parser.parse_args()
    if args.alone:
        measure(args.engines[0], args.real, args.sample)
        return
    print(
        "| engine | pages | CER | folded | words | numbers | CPU s/page: read | prepare and read | peak MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for engine in args.engines:
        subprocess.run([sys.executable, *sys.argv, "--alone", "--engines", engine], check=True)


def measure(name: str, real: Path | None, sample: Path | None) -> None:
    settings = Settings(engine=name)
    engine, orienter = engine_factory(settings)(), Orienter()
    for title, scans in (("real", real_scans(real)), ("sample", sample_scans(sample))):
        scores, reading, whole, numbers = [], 0.0, 0.0, Counter[bool]()
        for path, truth in scans:
            started = time.process_time()
            text, spent = read(engine, orienter, path)
            whole += time.process_time() - started
            reading += spent
            scores.append(score_reading(text, truth))
            there = numbers_in(text)
            for number, count in numbers_in(truth).items():
                numbers[True] += min(count, there[number])
                numbers[False] += max(0, count - there[number])
        if scores:
            score, count = total(scores), len(scores)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"| {engine.version} | {count} {title} | {score.cer:.2%} | {score.folded_cer:.2%} | {score.recall:.2%} "
                f"| {numbers[True]} of {numbers.total()} | {reading / count:.2f} | {whole / count:.2f} | {memory:.0f} |",
                flush=True,
            )


def numbers_in(text: str) -> Counter[str]:
    """Return the words that hold at least four digits, signs around them aside."""
    words = (word.strip(".,;:()\"'") for word in normalize(text).split())
    return Counter(word for word in words if sum(map(str.isdigit, word)) >= 4)


def read(engine: OcrEngine, orienter: Orienter, path: Path) -> tuple[str, float]:
    """Return the text of a file and the CPU seconds that the engine took for it."""
    texts, spent = [], 0.0
    for scan in frames(path, range(len(load(path).sizes))):
        grey, image = prepare(scan, orienter.quarter_turns, engine.narrowest)
        if image.quality.verdict is Verdict.BLANK:
            continue
        started = time.process_time()
        blocks = engine.read(grey, image.dpi)
        spent += time.process_time() - started
        texts += [line.text for block in blocks for line in block.lines]
    return "\n".join(texts), spent


def real_scans(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the page images of a folder that have a NAME.gt.txt."""
    for truth in sorted(folder.glob("*.gt.txt")) if folder else ():
        name = truth.name.removesuffix(".gt.txt")
        picture = next((path for path in folder.glob(f"{name}.*") if path.suffix in {".png", ".jpg"}), None)
        if picture is not None:
            yield picture, truth.read_text("utf-8")


def sample_scans(folder: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the scans of a drawn province."""
    for case in read_truth(folder) if folder else ():
        yield case.path, "\n".join(line.text for page in case.truth.pages for line in page.lines)


if __name__ == "__main__":
    main()
