#!/usr/bin/env python3
"""Exact repair of text read in the wrong charset: kanwu beside ftfy and plsfix.

    benches/peers/mojibake.py [--folder FOLDER] [--kanwu PROGRAM] [--count N]

Damages passages of clean documents in every way that `misreadings.py` lists, gives each to the
three programs as a document of its own, and prints how many come back exactly. Then the same for a
damaged piece between clean sentences, for readings that lost something, and, last, what each
program does to clean text. The peers are installed into a temporary virtual environment.

ftfy is asked for `fix_encoding`, since its other repairs change full-width punctuation and
quotation marks on purpose; plsfix cannot be asked for less than everything from Python, so it is
also right when it gives what it makes of the clean text. On clean text both do all they do by default.
"""

import argparse
import difflib
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from random import Random

import common
import misreadings
import passages

PEERS = ["ftfy", "plsfix", "opencc"]
TOOLS = ["kanwu", "ftfy", "plsfix"]
LENGTHS = [2, 4, 6, 12, 30, 200]
PIECES = [4, 6, 12, 30]
SEED = 20_240_917
EXCERPTS = 60
"""So many edits of clean text are shown."""

MARKS = set("\ufffd?？□ ")
"""What stands for something unknown: honest, so never counted as a wrong character."""


@dataclass
class Case:
    """One damaged document, what it should become and what the programs made of it."""

    part: str
    kind: str
    length: int
    damaged: str
    truth: str
    made: dict = field(default_factory=dict)
    # What plsfix makes of the truth.
    plsfix_truth: str = ""

    def right(self, tool):
        """Whether the program restored the text exactly."""
        return self.made[tool] == self.truth or tool == "plsfix" and self.made[tool] == self.plsfix_truth


class Source:
    """Clean lines, in Simplified and in Traditional characters, and chance."""

    def __init__(self, documents):
        simplified = passages.lines(documents)
        self.lines = {False: simplified, True: passages.traditional(simplified)}
        self.sentences = {script: passages.sentences(of) for script, of in self.lines.items()}

    def passages(self, kind, length, part):
        """Passages that are damaged in this way; the same in each run."""
        lines = self.lines[kind.traditional]
        return passages.passages(lines, length, self.random(part, kind, length))

    @staticmethod
    def random(*of):
        # Names, not objects: a string seeds the same way in each process.
        return Random(f"{SEED} {[getattr(o, 'name', o) for o in of]}")


def whole_cases(source, kinds, part, lengths, wanted):
    """Documents that are damaged throughout."""
    for kind in kinds:
        for length in lengths:
            found = 0
            for truth in source.passages(kind, length, part):
                damaged = kind.damage(truth)
                if damaged is not None:
                    yield Case(part, kind.name, length, damaged, truth)
                    found += 1
                    if found == wanted:
                        break


def part_cases(source, kinds, lengths, wanted):
    """A damaged piece between two clean sentences, on one line."""
    for kind in kinds:
        for length in lengths:
            random = source.random("sentences", kind, length)
            sentences = source.sentences[kind.traditional]
            found = 0
            for truth in source.passages(kind, length, "part"):
                damaged = kind.damage(truth)
                if damaged is None:
                    continue
                before, after = random.choice(sentences), random.choice(sentences)
                yield Case("part", kind.name, length, before + damaged + after, before + truth + after)
                found += 1
                if found == wanted:
                    break


def repair(kanwu, cases):
    """Lets every program repair every case; returns the seconds each took."""
    import ftfy
    import plsfix

    seconds = {}
    damaged = [case.damaged for case in cases]
    for tool, run in [
        ("kanwu", lambda: by_kanwu(kanwu, damaged)),
        ("ftfy", lambda: [ftfy.fix_encoding(text) for text in damaged]),
        ("plsfix", lambda: [plsfix.fix_text(text) for text in damaged]),
    ]:
        start = time.monotonic()
        made = run()
        seconds[tool] = time.monotonic() - start
        for case, text in zip(cases, made):
            case.made[tool] = text
    for case in cases:
        case.plsfix_truth = plsfix.fix_text(case.truth)
    return seconds


def by_kanwu(kanwu, documents):
    """What kanwu makes of each text."""
    made = kanwu.fix([text.encode() for text in documents])
    return [data.decode("utf-8", "replace") for data in made]


def exact_table(cases, lengths):
    """Share of exact repairs by kind and length, the programs side by side."""
    cells = defaultdict(list)
    for case in cases:
        cells[case.kind, case.length].append(case)
    kinds = list(dict.fromkeys(case.kind for case in cases))
    rows = []
    for kind in kinds:
        row = [kind, sum(len(cells[kind, length]) for length in lengths)]
        rows.append(row + [shares(cells[kind, length]) for length in lengths])
    everything = ["**all**", len(cases)]
    rows.append(everything + [shares([c for c in cases if c.length == length]) for length in lengths])
    common.table(["kind", "cases", *map(str, lengths)], rows)


def shares(cases):
    """A cell: the share of each program."""
    right = (sum(case.right(tool) for case in cases) for tool in TOOLS)
    return " · ".join(common.share(n, len(cases)) for n in right)


def loss(truth, damaged, made):
    """Characters restored, and wrong ones: neither in the truth nor left of the damage nor a mark."""
    if made == truth:
        return len(truth), 0
    match = difflib.SequenceMatcher(None, truth, made, autojunk=False)
    kept, wrong = 0, 0
    left = MARKS.union(damaged)
    for op, _, _, start, end in match.get_opcodes():
        if op == "equal":
            kept += end - start
        else:
            wrong += sum(c not in left for c in made[start:end])
    return kept, wrong


def lossy_table(cases):
    """By kind: share of characters that are right, and wrong characters in a hundred."""
    kinds = defaultdict(list)
    for case in cases:
        kinds[case.kind].append(case)
    rows = []
    for kind, of_kind in kinds.items():
        whole = sum(len(case.truth) for case in of_kind)
        stands = sum(loss(case.truth, case.damaged, case.damaged)[0] for case in of_kind)
        row = [kind, len(of_kind), common.share(stands, whole)]
        for tool in TOOLS:
            counts = [loss(c.truth, c.damaged, c.made[tool]) for c in of_kind]
            kept, wrong = (sum(column) for column in zip(*counts))
            row.append(f"{common.share(kept, whole)} / {100 * wrong / whole:.2f}")
        rows.append(row)
    common.table(["kind", "cases", "as it stands", *TOOLS], rows)


def clean_table(kanwu, samples):
    """False repairs: how many clean documents each program changes."""
    import ftfy
    import plsfix

    programs = {
        "kanwu": lambda documents: by_kanwu(kanwu, documents),
        "ftfy fix_encoding": lambda documents: list(map(ftfy.fix_encoding, documents)),
        "ftfy fix_text": lambda documents: list(map(ftfy.fix_text, documents)),
        "plsfix fix_text": lambda documents: list(map(plsfix.fix_text, documents)),
    }
    rows, changed = [], []
    for name, documents in samples:
        row = [name, len(documents), sum(map(len, documents))]
        for tool, run in programs.items():
            pairs = [(old, new) for old, new in zip(documents, run(documents)) if old != new]
            row.append(len(pairs))
            if tool == "kanwu":
                changed += pairs
        rows.append(row)
    common.table(["documents", "number", "characters", *programs], rows)
    return changed


def clean_samples(documents):
    """Every line of the folder, and the repository's clean cases as whole documents."""
    cases = sorted((common.ROOT / "corpus" / "clean").glob("*/input.txt"))
    return [
        ("clean lines", passages.lines(documents)),
        ("clean cases of this repository", [path.read_text(encoding="utf-8") for path in cases]),
    ]


def excerpts(pairs):
    """What was changed in clean text, a line each, for the reader to judge."""
    for old, new in pairs:
        match = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for op, a, b, x, y in match.get_opcodes():
            if op != "equal":
                before, after = old[max(0, a - 8) : a], old[b : b + 8]
                yield f"- …{before}[-{old[a:b]}-]{{+{new[x:y]}+}}{after}…".replace("\n", "⏎")


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--folder", default=common.CLEAN, help="clean UTF-8 documents, *.txt")
    parser.add_argument("--count", type=int, default=30, help="cases of each kind and length")
    parser.add_argument("--dump", help="write every case and what became of it, as JSON Lines")
    common.add_kanwu_option(parser)
    return parser.parse_args()


def main():
    """The comparison."""
    common.enter_venv(PEERS)
    options = arguments()
    kanwu = common.Kanwu(options.kanwu)
    documents = common.documents(options.folder)
    source = Source(documents)
    half = max(1, options.count // 2)
    whole = [*whole_cases(source, misreadings.EXACT, "whole", LENGTHS, options.count)]
    part = [*part_cases(source, misreadings.EXACT, PIECES, half)]
    lossy = [*whole_cases(source, misreadings.LOSSY, "lossy", LENGTHS, half)]
    cases = whole + part + lossy
    seconds = repair(kanwu, cases)

    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    took = ", ".join(f"{tool} {seconds[tool]:.1f}" for tool in TOOLS)
    print(f"# Misread text\n\n{kanwu.version()}, {peers}; seed {SEED}.")
    print(f"{len(cases)} cases; seconds: {took}. Cells: {' · '.join(TOOLS)}.\n")
    print("## The whole line damaged: share repaired exactly, by characters\n")
    exact_table(whole, LENGTHS)
    print("## A damaged piece between two clean sentences: share of lines repaired exactly\n")
    exact_table(part, PIECES)
    print("## Something was lost: share of characters right / wrong characters in a hundred\n")
    lossy_table(lossy)
    print("## Clean documents that are changed\n")
    changed = clean_table(kanwu, clean_samples(documents))
    shown = [*excerpts(changed)]
    print(f"Edits of kanwu: {len(shown)}\n")
    print("\n".join(shown[:EXCERPTS]))
    if options.dump:
        with open(options.dump, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(vars(c), ensure_ascii=False) + "\n" for c in cases)


if __name__ == "__main__":
    main()
