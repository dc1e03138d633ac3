"""What long lists of a user's own cost: kanwu with 100,000 protected phrases, and with 100,000
replaced words, against none, on the same clean text. Entries are cut at random out of other running
text, which is harder than any real list: their beginnings are everywhere. Prints a Markdown table
of ratios; runs are interleaved and the least of each counts. Writes only temporary files."""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from common import CLEAN, ROOT

ENTRIES = 100_000
RUNS = 5


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CLEAN, help="clean UTF-8 .txt files")
    parser.add_argument("--kanwu", default=str(ROOT / "target" / "release" / "kanwu"))
    return parser.parse_args()


def entries(text):
    """Distinct strings of three to five characters, half for each list."""
    runs = [r for r in re.findall(r"[\u4e00-\u9fff]{5,}", text)]
    rng, found = random.Random(1), set()
    for _ in range(40 * ENTRIES):
        run, length = rng.choice(runs), rng.choice([3, 4, 5])
        at = rng.randrange(len(run) - length + 1)
        found.add(run[at : at + length])
        if len(found) == 2 * ENTRIES:
            break
    found = sorted(found)
    rng.shuffle(found)
    return found[: len(found) // 2], found[len(found) // 2 :]


def seconds(kanwu, folder, document):
    """Processor time of one run."""
    before = os.times()
    with open(document, "rb") as source:
        command = [kanwu, "filter", "--quiet"]
        subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, cwd=folder, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def main():
    args = options()
    files = sorted(args.folder.rglob("*.txt"))
    text, other = ("".join(p.read_text("utf-8", "ignore") for p in files[i::2]) for i in (0, 1))
    phrases, words = entries(other)
    # The system counts processor time in hundredths of a second.
    text *= 10
    print(f"{len(phrases)} phrases, {len(words)} words, {len(text)} characters", file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        (root / "phrases.txt").write_text("\n".join(phrases), "utf-8")
        # A word that occurs nowhere: its last character is one of the private use area.
        lines = (f"{w}\uE000\t{w}" for w in words)
        (root / "words.tsv").write_text("\n".join(lines), "utf-8")
        settings = {
            "none": "",
            "protected phrases": 'protect-from = ["../phrases.txt"]',
            "replaced words": 'replace-from = ["../words.tsv"]',
        }
        documents = {"long": text, "one": "一句话。\n"}
        for name, content in documents.items():
            (root / name).write_text(content, "utf-8")
        for name, content in settings.items():
            (root / name).mkdir()
            (root / name / "kanwu.toml").write_text(content, "utf-8")
        least = {}
        for _ in range(RUNS):
            for name in settings:
                for document in documents:
                    took = seconds(args.kanwu, root / name, root / document)
                    key = (name, document)
                    least[key] = min(took, least.get(key, took))
    print("| list | time on clean text, against none | added to the start |\n|---|---|---|")
    net = {name: least[name, "long"] - least[name, "one"] for name in settings}
    for name in list(settings)[1:]:
        start = least[name, "one"] - least["none", "one"]
        print(f"| {name} | {net[name] / net['none']:.2f} | {1000 * start:.0f} ms |")


if __name__ == "__main__":
    main()
