#!/usr/bin/env python3
"""Recovery of paragraphs: clean documents with one paragraph a line are set to a width, or
flattened to one line, and restored; the line breaks of the result are compared with those of
the document.

Wrapping is done at several widths, in cells (two a Chinese character), by the rules of Chinese
typesetting or by counting characters, with and without indentation, with even and with uneven
lines. Joins: breaks taken out, of which those that wrapping had put there are right. Flattening
puts a space, two spaces, an indentation or nothing for each break; breaks: those put in, of
which those that the document has are right; of headings, only those in front of a number such
as 一、 or （一） count for recall. Prints Markdown.

    benches/peers/paragraphs.py TEXT.txt[.xz]… [--kanwu PROGRAM] [--documents N]

Documents of a file begin at lines that match 年.*工作报告$, or else every 40 lines.
"""

import argparse
import lzma
import random
import re
import subprocess
from pathlib import Path

HEADING = re.compile(r"^(第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])")
NO_START = "，。、；：？！）》」』”’〉】…—％,.;:?!)%"
NO_END = "（《「『“‘〈【("


def documents(path, most):
    """Lists of lines; no document is longer than 300 lines."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    lines = [" ".join(line.split()) for line in opened]
    lines = [line for line in lines if line]
    starts = [i for i, line in enumerate(lines) if re.search(r"^20..年.*工作报告$", line)]
    if len(starts) < 5:
        starts = list(range(0, len(lines), 40))
    pairs = list(zip(starts, starts[1:] + [len(lines)]))
    chosen = random.Random(4).sample(pairs, min(most, len(pairs)))
    return [lines[a:min(b, a + 300)] for a, b in chosen]


def cells(text):
    return sum(1 if c.isascii() else 2 for c in text)


def pieces(text):
    """What may not be broken: words, characters with the punctuation that clings to them."""
    found = re.findall(r"[A-Za-z0-9.%/_@'-]+|\s+|.", text)
    out = []
    for piece in found:
        if out and (piece[0] in NO_START or out[-1][-1] in NO_END):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def wrapped(line, width, manner, rng):
    """The line as several, the first one indented if the manner says so."""
    indent = "　　" if ", indent" in manner else ""
    if "characters" in manner:
        text = indent + line
        return [text[i:i + width // 2] for i in range(0, len(text), width // 2)]
    out, row = [], indent
    limit = width - (4 if "lost indent" in manner else 0)
    for piece in pieces(line):
        slack = rng.choice((0, 0, 0, 1, 2)) if "uneven" in manner else 0
        if cells(row.rstrip() + piece.rstrip()) > limit - slack and row.strip():
            out.append(row.rstrip())
            row, limit = "", width
        row += piece if row else piece.lstrip()
    return out + ([row.rstrip()] if row.strip() else [])


def solid(text):
    return "".join(text.split())


def breaks(lines):
    """Places of line breaks, in characters that are not white space."""
    at, found = 0, set()
    for line in lines:
        at += len(solid(line))
        found.add(at)
    return found - {0, at}


def restore(program, text):
    command = [program, "filter", "--only", "layout"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "–"


MANNERS = [
    (76, "typeset"), (76, "typeset, indent"), (60, "typeset"), (44, "typeset, indent"),
    (80, "characters"), (70, "characters, indent"), (76, "typeset, lost indent"),
    (64, "typeset, uneven"), (76, "typeset, blank lines"),
]
SEPARATORS = [("a space", " "), ("two spaces", "  "), ("an indentation", "　　"), ("nothing", "")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--kanwu", default="target/release/kanwu")
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="print wrong joins and breaks")
    args = parser.parse_args()
    print("| text | wrapped at | manner | breaks | precision of joins | recall |\n|---|---:|---|---:|---:|---:|")
    for path in args.texts:
        docs = documents(path, args.documents)
        for width, manner in MANNERS:
            rng = random.Random(width)
            right = wrong = total = 0
            for lines in docs:
                rows = [row for line in lines for row in wrapped(line, width, manner, rng)]
                gap = "\n\n" if "blank" in manner else "\n"
                out = restore(args.kanwu, gap.join(rows) + "\n")
                true, before, after = breaks(lines), breaks(rows), breaks(out.split("\n"))
                right += len((before - after) - true)
                wrong += len((before - after) & true)
                total += len(before - true)
                if args.show:
                    text = solid("".join(lines))
                    for at in sorted((before - after) & true)[:6]:
                        print("  joined:", text[at - 20:at], "|", text[at:at + 20])
                    for at in sorted(before & after - true)[:6]:
                        print("  left:", text[at - 20:at], "|", text[at:at + 20])
            print(f"| {path.name} | {width} | {manner} | {total} | {share(right, right + wrong)} | {share(right, total)} |", flush=True)
    print("\n| text | separator | headings | precision of breaks | recall of headings | recall of all |\n|---|---|---:|---:|---:|---:|")
    for path in args.texts:
        docs = documents(path, args.documents)
        for name, separator in SEPARATORS:
            put = good = heads = found = every = 0
            for lines in docs:
                out = restore(args.kanwu, separator.join(lines) + "\n")
                true, after = breaks(lines), breaks(out.split("\n"))
                at, headings = 0, set()
                for line in lines:
                    if HEADING.match(line):
                        headings.add(at)
                    at += len(solid(line))
                headings -= {0}
                put += len(after)
                good += len(after & true)
                heads += len(headings)
                found += len(headings & after)
                every += len(true)
                if args.show:
                    text = solid("".join(lines))
                    for at in sorted(after - true)[:6]:
                        print("  put:", text[at - 20:at], "|", text[at:at + 20])
                    for at in sorted(headings - after)[:6]:
                        print("  missed:", text[at - 20:at], "|", text[at:at + 20])
            print(f"| {path.name} | {name} | {heads} | {share(good, put)} | {share(found, heads)} | {share(good, every)} |", flush=True)


if __name__ == "__main__":
    main()
