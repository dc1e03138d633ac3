#!/usr/bin/env python3
"""Furniture around plain text: how much of it kanwu takes off, and how much of the body it keeps.

Runs over the cases of `corpus/` that cover a rule of furniture. In a case the input is the page as
it was copied and the expected text its body, so furniture is what only the input holds. The output
is aligned with the expected text; characters without white space are counted. Prints Markdown.

With --around, what stands before and behind the body of each page is put around clean documents
(*.txt) of that folder, one after the other: a body that no rule was written with. Lines that hold
the title of the page's own document then repeat nothing, and have to be left.

    benches/peers/furniture.py [--corpus FOLDER] [--kanwu PROGRAM] [--around FOLDER [--documents N]]
"""

import argparse
import subprocess
import tomllib
from difflib import SequenceMatcher
from pathlib import Path

# Rules of furniture that are no `[[furniture]]` tables, because no pattern for one line says what they find.
OTHERS = ["file-title", "keyword-line", "repeated-title", "page-series", "running-head"]

# Characters of the documents that furniture is put around.
SHORTEST, LONGEST = 500, 5000


def furniture_rules(root):
    """The names of all rules that take furniture off."""
    rules = tomllib.loads((root / "rules/layout.toml").read_text(encoding="utf-8"))
    return {f"layout/{name}" for name in OTHERS + [table["name"] for table in rules["furniture"]]}


def solid(text):
    return "".join(text.split())


def common(left, right):
    """How many characters stand in both, in the same order."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def share(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "–"


def documents(folder, most):
    """Clean documents of fitting length, spread over the folder."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt")))
    texts = [text.strip() + "\n" for text in texts if SHORTEST <= len(text) <= LONGEST]
    return texts[:: max(1, len(texts) // most)][:most]


def around(page, expected, bodies):
    """Each of the bodies between the lines before and behind the page's own."""
    own = {line.strip() for line in expected.splitlines() if line.strip()}
    lines = page.splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if line.strip() in own]
    # A body whose lines the page ran together is no body to be taken out of it.
    if not own <= {line.strip() for line in lines}:
        return []
    head, tail = "".join(lines[: places[0]]), "".join(lines[places[-1] + 1 :])
    return [(head + body + tail, body) for body in bodies if head or tail]


def main():
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=root / "corpus")
    parser.add_argument("--kanwu", default="target/release/kanwu")
    parser.add_argument("--around", type=Path, metavar="FOLDER")
    parser.add_argument("--documents", type=int, default=40, metavar="N")
    args = parser.parse_args()
    rules = furniture_rules(root)
    at_ends = rules - {"layout/page-series", "layout/running-head"}
    bodies = documents(args.around, args.documents) if args.around else []
    print("| page | body | furniture | body kept | furniture taken off |")
    print("|---|---:|---:|---:|---:|")
    total = [0, 0, 0, 0]
    for case in sorted(args.corpus.glob("*/*/case.toml")):
        covers = tomllib.loads(case.read_text(encoding="utf-8")).get("covers", [])
        expected = case.parent / "expected.txt"
        if not rules & set(covers) or not expected.exists():
            continue
        page = (case.parent / "input.txt").read_text(encoding="utf-8")
        pairs = [(page, expected.read_text(encoding="utf-8"))]
        if bodies:
            pairs = around(*pairs[0], bodies) if set(covers) & at_ends else []
        row = [0, 0, 0, 0]
        for page, body in pairs:
            run = subprocess.run([args.kanwu, "filter", "--only", "layout"], input=page.encode(), capture_output=True, check=True)
            before, body, after = (solid(text) for text in (page, body, run.stdout.decode()))
            furniture, kept = len(before) - len(body), common(body, after)
            row = [a + b for a, b in zip(row, (len(body), furniture, kept, furniture - (len(after) - kept)))]
        if not row[0]:
            continue
        total = [a + b for a, b in zip(total, row)]
        print(f"| {case.parent.name} | {row[0]} | {row[1]} | {share(row[2], row[0])} | {share(row[3], row[1])} |")
    print(f"| all | {total[0]} | {total[1]} | {share(total[2], total[0])} | {share(total[3], total[1])} |")


if __name__ == "__main__":
    main()
