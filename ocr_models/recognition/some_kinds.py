"""Draws papers of some kinds of the drawn province, as many as `papers` of a whole sample hold: kinds that teach much.

    python -m ocr_models.recognition.some_kinds SAMPLE so_theo_doi --papers 14000 --seed 341 --text shared/data/text
    python -m ocr_models.recognition.some_kinds SAMPLE to_khai don_tro_cap … --papers 9000 --seed 343 --hands WRITERS

The pages of the book of dossiers are a hundredth of an office's papers and a tenth of the numbers printed on them; nine in ten
lines written by hand stand on eight kinds of forms.
"""

import argparse
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path

from digitize.province.papers import DRAWERS
from digitize.province.plan import Scan, plan_scans
from digitize.province.profile import Profile
from digitize.province.province import province_of
from digitize.province.sample import make_all


def scans_of(kinds: Container[str], scans: Sequence[Scan]) -> list[Scan]:
    """Return the files that hold papers of some kinds, without their other papers."""
    alone = (
        replace(scan, papers=tuple(filed for filed in scan.papers if filed.slot.kind in kinds))
        for scan in scans
    )
    return [scan for scan in alone if scan.papers]


def draw(sample: Path, scans: Sequence[Scan], hands: Path | None) -> None:
    """Write files and their truth, `scans/` and `truth.jsonl` of a sample without a register.

    Args:
        sample: the folder.
        scans: the files.
        hands: a folder of `hand-….ttf` that write instead of the province's own, or None.
    """
    (sample / "scans").mkdir(parents=True, exist_ok=True)
    with (sample / "truth.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(make_all(sample / "scans", scans, hands))


def main() -> None:
    """Write a sample that holds some kinds of papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sample", type=Path)
    parser.add_argument("kinds", nargs="+")
    parser.add_argument("--papers", type=int, required=True, help="of all kinds, as of a whole sample")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--profile", type=Profile, choices=tuple(Profile), default=Profile.OFFICE)
    parser.add_argument("--text", default="")
    parser.add_argument("--hands", type=Path, help="hand-….ttf that write instead of the province's own")
    args = parser.parse_args()
    if unknown := set(args.kinds) - set(DRAWERS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    if args.hands and not any(args.hands.glob("hand-*.ttf")):
        parser.error(f"no hand-….ttf in {args.hands}")
    province = province_of(args.seed, args.papers)
    scans = scans_of(args.kinds, plan_scans(province, args.papers, args.seed, args.profile, args.text))
    draw(args.sample, scans, args.hands)
    print(f"{len(scans)} files", flush=True)


if __name__ == "__main__":
    main()
