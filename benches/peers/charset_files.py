#!/usr/bin/env python3
"""Charset detection on files whose charset is known, such as the test files of the detectors
themselves. Takes a list of `path⇥charset`, one file a line, paths relative to the list.

An answer is right if reading the file that way gives the same text as reading it in its true
charset (see detectors.py). Where a file has bytes that are no character in its charset, both are
read with replacement characters. Prints Markdown: shares by charset, then each file that kanwu
reads otherwise, with what the others say.

    benches/peers/charset_files.py LIST.tsv [--kanwu PROGRAM]
"""

import argparse
from collections import defaultdict
from pathlib import Path

import common
import detectors

CHINESE = ("gb", "big5", "euc-tw", "utf-", "hz", "iso-2022-cn")
"""How the names of the charsets begin that Chinese text is found in; the others are a check
that Chinese is not seen where there is none."""


def listed(path):
    """(name, true charset, bytes) of each file of the list."""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, charset = line.split("\t")
        yield name, charset, (path.parent / name).read_bytes()


def same_text(data, truth, texts, charset):
    """Whether one of a tool's readings, or the charset that it names, gives the true text."""
    strict = detectors.readings(data, truth)
    if strict:
        return any(text in strict for text in texts or detectors.readings(data, charset))
    broken = detectors.readings(data, truth, "replace")
    return any(text in broken for text in texts or detectors.readings(data, charset, "replace"))


def main():
    """The comparison."""
    common.enter_venv(detectors.REQUIREMENTS)
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("list", type=Path, metavar="LIST.tsv")
    common.add_kanwu_option(parser)
    options = parser.parse_args()
    kanwu = common.Kanwu(options.kanwu)
    files, unreadable = [], []
    for name, truth, data in listed(options.list):
        known = detectors.readings(data, truth, "replace")
        (files if known else unreadable).append((name, truth, data))
    documents = [data for *_, data in files]
    texts, names = detectors.ask_kanwu(kanwu, documents)
    answers = {"kanwu": names, **detectors.ask_all(documents)}
    right, total = defaultdict(int), defaultdict(int)
    failures = []
    for i, (name, truth, data) in enumerate(files):
        total[truth] += 1
        for tool, charsets in answers.items():
            own = texts[i] if tool == "kanwu" else []
            good = same_text(data, truth, own, charsets[i])
            right[tool, truth] += good
            if tool == "kanwu" and not good:
                failures.append((name, truth, *(answers[t][i] or "–" for t in answers)))
    print(f"## Charset detection: files ({len(files)})\n\n{kanwu.version()}\n")
    chinese = [t for t in sorted(total) if t.startswith(CHINESE)]
    others = sorted({*total} - {*chinese})
    for title, truths in (("Chinese and Unicode", chinese), ("Others", others)):
        rows = [
            [t, total[t], *(common.share(right[tool, t], total[t]) for tool in answers)]
            for t in truths
        ]
        together = sum(total[t] for t in truths)
        shares = [common.share(sum(right[u, t] for t in truths), together) for u in answers]
        rows.append(["together", together, *shares])
        print(title + "\n")
        common.table(["charset", "files", *answers], rows)
    print("Read otherwise by kanwu, and the answers\n")
    common.table(["file", "true charset", *answers], failures)
    for name, truth, _ in unreadable:
        print(f"- left out: {name}: nothing here reads {truth}")


if __name__ == "__main__":
    main()
