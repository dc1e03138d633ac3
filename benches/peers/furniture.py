#!/usr/bin/env python3
"""Prints the tables of docs/layout.md: of each page in plain text of corpus/synthetic, how much
of what the site put around the document kanwu takes off, and how much of the document it keeps.

Counts characters without white space. What stands in the document and in the output in the same
order, by the longest common subsequence, is kept; everything else that comes out is furniture
that was left. The corpus is a test, so its table is full by construction. With --around FOLDER
what stands before and behind the document of each page is put around the documents of that
folder, which no rule has seen with it; lines that hold the title of the page's own document then
repeat nothing, and have to be left.
"""

import argparse
import tomllib
from difflib import SequenceMatcher
from pathlib import Path

from common import ROOT, Kanwu, add_kanwu_option, table

MIDST = {"layout/page-series", "layout/running-head", "layout/watermark"}
"""Rules that take furniture out of the midst of a document, beside those of [[furniture]]."""

SHORTEST, LONGEST = 500, 5000
"""Characters of the documents that furniture is put around."""


def squeezed(text):
    return "".join(text.split())


def cases():
    """Name, source and document of each page in plain text, and whether its furniture is in the midst."""
    rules = tomllib.loads((ROOT / "rules" / "layout.toml").read_text(encoding="utf-8"))
    known = MIDST | {f"layout/{rule['name']}" for rule in rules["furniture"]}
    for folder in sorted((ROOT / "corpus" / "synthetic").iterdir()):
        case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
        if known & set(case["covers"]):
            texts = [(folder / name).read_text(encoding="utf-8") for name in ("input.txt", "expected.txt")]
            yield folder.name, *texts, set(case["covers"]) <= MIDST


def kept(document, text):
    """Characters of the document that stand in the text."""
    blocks = SequenceMatcher(None, document, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def ends(source, document):
    """The lines before the first and behind the last line that is the document's."""
    own = {line.strip() for line in document.splitlines() if line.strip()}
    lines = source.splitlines()
    places = [at for at, line in enumerate(lines) if line.strip() in own]
    return (lines[:places[0]], lines[places[-1] + 1:]) if places else ([], [])


def share(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "–"


def count(pairs, outputs):
    """Characters of documents and of furniture, and how many of each were kept and taken off."""
    sums = [0, 0, 0, 0]
    for (source, document), output in zip(pairs, outputs):
        source, document, output = map(squeezed, (source, document, output))
        same = kept(document, output)
        furniture = len(source) - kept(document, source)
        for at, n in enumerate((len(document), furniture, same, furniture - (len(output) - same))):
            sums[at] += n
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add_kanwu_option(parser)
    parser.add_argument("--around", type=Path, metavar="FOLDER", help="clean documents, *.txt")
    parser.add_argument("--documents", type=int, default=40, help="so many of them, spread over the folder")
    arguments = parser.parse_args()
    kanwu = Kanwu(arguments.kanwu)
    bodies = []
    if arguments.around:
        texts = (path.read_text(encoding="utf-8") for path in sorted(arguments.around.rglob("*.txt")))
        bodies = [text.strip() + "\n" for text in texts if SHORTEST <= len(text) <= LONGEST]
        bodies = bodies[::max(1, len(bodies) // arguments.documents)][:arguments.documents]
    rows, total = [], [0, 0, 0, 0]
    for name, source, document, in_midst in cases():
        pairs = [(source, document)]
        if bodies:
            head, tail = ("".join(line + "\n" for line in lines) for lines in ends(source, document))
            if in_midst or not (head or tail):
                continue
            pairs = [(head + body + tail, body) for body in bodies]
        outputs = kanwu.fix([source.encode() for source, _ in pairs], "--only", "layout")
        sums = count(pairs, [output.decode() for output in outputs])
        total = [a + b for a, b in zip(total, sums)]
        rows.append([name, *sums[:2], share(sums[2], sums[0]), share(sums[3], sums[1])])
    rows.append(["all", *total[:2], share(total[2], total[0]), share(total[3], total[1])])
    table(["page", "document", "furniture", "kept", "taken off"], rows)


if __name__ == "__main__":
    main()
