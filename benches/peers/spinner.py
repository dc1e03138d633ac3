"""The list of the synonym spinner: which of its pairs are telling, and how documents come back that were spun by all of it.

    python3 benches/peers/spinner.py pairs LIST CORPUS... > pairs.txt
    python3 benches/peers/spinner.py measure LIST [--clean FOLDER] [--rate 0.9] [--fixed] [--by-pair]

LIST has `original<TAB>stand-in` a line. `pairs` prints what `rules/spinner.toml` is made of: for each stand-in that stands in
at most 5 % of its own places and those of its originals, the originals that are frequent. `measure` replaces words of clean
documents by the list, blind to word borders, and counts what comes back; `--fixed` gives a word one stand-in throughout a
document. `--by-pair` prints the pairs of the channel that are restored wrongly, the worst first: those with more than 12 % were
dropped from the rules."""

import argparse
import json
import lzma
import random
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import common

FREQUENT = 2000
"""Occurrences that the most frequent original of a stand-in has."""

SHARE = 0.05
"""Largest share of the stand-in in the occurrences of all words of its pair."""

MINOR = 12
"""Originals so many times rarer than the most frequent one are left out."""

FOLDERS = ["academic", "education", "engineering", "enterprise", "finance", "general", "it", "law", "medicine", "news",
           "school", "blog", "narrative"]


def is_word(word, most):
    return 2 <= len(word) <= most and all("\u4e00" <= c <= "\u9fff" for c in word)


def read_list(path):
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return [(p[0], p[1]) for p in lines if len(p) == 2 and is_word(p[0], 4) and is_word(p[1], 5)]


def count(words, files):
    """How often each word stands in the files."""
    counts = Counter()
    lengths = sorted({len(w) for w in words})
    for file in files:
        text = lzma.open(file, "rt", encoding="utf-8").read() if file.suffix == ".xz" else file.read_text("utf-8")
        for length in lengths:
            counts.update(w for w in (text[i:i + length] for i in range(len(text) - length + 1)) if w in words)
    return counts


def print_pairs(args):
    pairs = read_list(args.list)
    counts = count({w for pair in pairs for w in pair}, args.corpus)
    originals = defaultdict(list)
    for original, stand_in in pairs:
        originals[stand_in].append((counts[original], original))
    rows = []
    for stand_in, found in originals.items():
        found.sort(reverse=True)
        found = [(n, o) for n, o in found if n * MINOR >= found[0][0] and n >= FREQUENT / 10]
        total = sum(n for n, _ in found)
        if found and found[0][0] >= FREQUENT and counts[stand_in] <= SHARE * (total + counts[stand_in]) and len(found) <= 5:
            rows.append((total, "|".join(o for _, o in found) + "→" + stand_in))
    for _, pair in sorted(rows, reverse=True):
        print(pair)


def spin(text, table, args, rng):
    """The text with words replaced, and the places: start, end, original."""
    out, places, at, i, choice = [], [], 0, 0, {}
    while i < len(text):
        word = next((text[i:i + n] for n in (4, 3, 2) if text[i:i + n] in table), None)
        if word and rng.random() < args.rate:
            stand_in = rng.choice(table[word])
            if args.fixed:
                stand_in = choice.setdefault(word, stand_in)
            places.append((at, at + len(stand_in), word))
            out.append(stand_in)
            i += len(word)
        else:
            out.append(text[i])
            i += 1
        at += len(out[-1])
    return "".join(out), places


def measure(args):
    table = defaultdict(list)
    for original, stand_in in read_list(args.list):
        table[original].append(stand_in)
    rng = random.Random(args.seed)
    files = [f for folder in FOLDERS for f in sorted((args.clean / folder).glob("*.txt"))]
    rng.shuffle(files)
    texts = [t for t in (f.read_text("utf-8") for f in files) if 300 <= len(t) <= 6000][:args.documents]
    damaged, right, wrong, by_pair = 0, 0, 0, defaultdict(Counter)
    with tempfile.TemporaryDirectory() as folder:
        gold = {}
        for k, text in enumerate(texts):
            path = Path(folder) / f"{k:04}.txt"
            spun, places = spin(text, table, args, rng)
            path.write_bytes(spun.encode())
            gold[str(path)] = set(places)
            damaged += len(places)
        command = [args.kanwu, "check", "--format", "json", "--only", "words", folder]
        for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines():
            found = json.loads(line)
            place = (found["start"]["char"], found["end"]["char"], found["after"])
            ok = place in gold[found["path"]]
            right, wrong = right + ok, wrong + (not ok)
            if found["rule"] == "words/synonym-spinner":
                by_pair[f"{found['after']}→{found['before']}"][ok] += 1
    print(f"{len(texts)} documents, {damaged} words replaced: precision {right / (right + wrong):.3f}, recall {right / damaged:.3f}")
    if args.by_pair:
        for pair, n in sorted(by_pair.items(), key=lambda item: -item[1][False]):
            if n[False]:
                print(f"{pair}\t{n[True]} right\t{n[False]} wrong")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True)
    pairs = verbs.add_parser("pairs")
    pairs.add_argument("list", type=Path)
    pairs.add_argument("corpus", type=Path, nargs="+")
    pairs.set_defaults(run=print_pairs)
    measured = verbs.add_parser("measure")
    common.add_kanwu_option(measured)
    measured.add_argument("list", type=Path)
    measured.add_argument("--clean", type=Path, default=common.CLEAN, help="folder of folders of clean documents")
    measured.add_argument("--rate", type=float, default=0.9, help="share of the occurrences that are replaced")
    measured.add_argument("--fixed", action="store_true", help="one stand-in for each word of a document")
    measured.add_argument("--documents", type=int, default=80)
    measured.add_argument("--seed", type=int, default=5)
    measured.add_argument("--by-pair", action="store_true")
    measured.set_defaults(run=measure)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
