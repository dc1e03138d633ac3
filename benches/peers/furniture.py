#!/usr/bin/env python3
"""Furniture around plain text: how much of it kanwu takes off, and how much of the body it keeps.

Runs over the cases of `corpus/` that cover a rule of furniture. In a case the input is the page as
it was copied and the expected text its body, so furniture is what only the input holds. The output
is aligned with the expected text; characters without white space are counted. Prints Markdown.

    benches/peers/furniture.py [--corpus FOLDER] [--kanwu PROGRAM]
"""

import argparse
import subprocess
import tomllib
from difflib import SequenceMatcher
from pathlib import Path

# Rules of furniture that are no `[[furniture]]` tables, because no pattern for one line says what they find.
OTHERS = ["file-title", "keyword-line", "repeated-title", "page-series", "running-head"]


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


def main():
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=root / "corpus")
    parser.add_argument("--kanwu", default="target/release/kanwu")
    args = parser.parse_args()
    rules = furniture_rules(root)
    print("| page | body | furniture | body kept | furniture taken off |")
    print("|---|---:|---:|---:|---:|")
    total = [0, 0, 0, 0]
    for case in sorted(args.corpus.glob("*/*/case.toml")):
        covers = tomllib.loads(case.read_text(encoding="utf-8")).get("covers", [])
        expected = case.parent / "expected.txt"
        if not rules & set(covers) or not expected.exists():
            continue
        page = (case.parent / "input.txt").read_bytes()
        run = subprocess.run([args.kanwu, "filter", "--only", "layout"], input=page, capture_output=True, check=True)
        before, body, after = (solid(text.decode()) for text in (page, expected.read_bytes(), run.stdout))
        furniture = len(before) - len(body)
        kept = common(body, after)
        row = [len(body), furniture, kept, furniture - (len(after) - kept)]
        total = [a + b for a, b in zip(total, row)]
        print(f"| {case.parent.name} | {row[0]} | {row[1]} | {share(row[2], row[0])} | {share(row[3], row[1])} |")
    print(f"| all | {total[0]} | {total[1]} | {share(total[2], total[0])} | {share(total[3], total[1])} |")


if __name__ == "__main__":
    main()
