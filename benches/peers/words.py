"""Damages clean documents with the word lists of the channels and measures what comes back.

    python3 benches/peers/words.py [--clean FOLDER] [--hide 3] [--rate 1.0] [--mix 1]

Each channel's whole list is applied to clean documents, blind to word borders, as the mills do.
With `--hide N` every N-th pair (by a hash of the pair) is then struck from the rules that kanwu
is given, so that it must find those pairs by itself. Reported per channel: precision and recall
at `likely`, recall for listed and for hidden pairs; `--pairs` adds a table by pair,
`--bins` a reliability table of the stated probabilities."""

import argparse
import hashlib
import json
import random
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import common

FOLDERS = ["academic", "education", "engineering", "enterprise", "finance", "general", "it", "law",
           "medicine", "news", "school"]
"""Genres that go through text mills."""

EDGES = [0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.9995]
"""Borders of the bins of the reliability table."""

MIN_EDITS = 5
"""A document in which a list found less to replace is no document of its channel."""


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    common.add_kanwu_option(parser)
    parser.add_argument("--clean", type=Path, default=common.CLEAN, help="folder of folders of clean documents")
    parser.add_argument("--hide", type=int, default=0, help="strike every N-th pair from the rules")
    parser.add_argument("--phase", type=int, default=0, help="which of each N pairs")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the occurrences that are replaced")
    parser.add_argument("--part", type=float, default=1.0, help="share of the list that is applied to a document")
    parser.add_argument("--mix", type=int, default=1, help="channels applied to one document, one after the other")
    parser.add_argument("--documents", type=int, default=40, help="documents for each channel")
    parser.add_argument("--channel", action="append", help="only these channels")
    parser.add_argument("--pairs", action="store_true", help="print a table by pair")
    parser.add_argument("--told", type=Path, help="what `train measure --pairs` printed: sums up the pairs that the model tells apart with accuracy 0.95")
    parser.add_argument("--list-pairs", action="store_true", help="print all pairs, for `train measure --pairs`, and stop")
    parser.add_argument("--bins", action="store_true", help="print a reliability table")
    parser.add_argument("--false", type=int, default=0, help="print so many false edits")
    parser.add_argument("--missed", type=int, default=0, help="print so many missed places")
    parser.add_argument("--kanwu-options", default="", help="further options of `kanwu check`")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def channels():
    """Name, TOML table of every channel that is decided by the document, in rule order."""
    out = {}
    for file in ("words.toml", "channels.toml", "spinner.toml"):
        path = common.ROOT / "rules" / file
        if path.exists():
            for table in tomllib.loads(path.read_text(encoding="utf-8")).get("channel", []):
                if table["evidence"] == "document":
                    out[table["name"]] = table
    return out


def is_hidden(pair, args):
    digest = hashlib.sha256(pair.encode()).digest()
    return args.hide > 0 and digest[0] % args.hide == args.phase


def quoted(value):
    return json.dumps(value, ensure_ascii=False)


def rules_file(tables, args):
    """The channels as user rules without the hidden pairs. Examples need pairs, so they are
    struck; a rule must have some, hence one that holds for any pair."""
    out = []
    for name, table in tables.items():
        pairs = [p for p in table["pairs"] if not is_hidden(p, args)]
        original, stand_in = pairs[0].split("→")
        original = original.split("|")[0]
        out.append("[[channel]]")
        for key in ("says", "says_en", "why", "why_en", "evidence", "prior", "rate"):
            if key in table:
                out.append(f"{key} = {quoted(table[key])}")
        out.append(f"name = {quoted('reduced-' + name)}")
        out.append('since = "0.1.0"')
        out.append(f"pairs = {quoted(pairs)}")
        out.append(f"keep = {quoted(table.get('keep', []))}")
        out.append(f"hits = {quoted([[stand_in, original]])}")
        out.append(f"leaves = {quoted(['无'])}")
        out.append("")
    return "\n".join(out)


def damage(text, table, rng, args):
    """The damaged text and its gold edits: (start, end, original, pair)."""
    words = {}
    for pair in table["pairs"]:
        originals, stand_in = pair.split("→")
        if rng.random() < args.part:
            for original in originals.split("|"):
                words.setdefault(original, (stand_in, pair))
    if not words:
        return text, []
    pattern = re.compile("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w))))
    out, edits, at, length = [], [], 0, 0
    for found in pattern.finditer(text):
        if rng.random() >= args.rate:
            continue
        before = text[at:found.start()]
        stand_in, pair = words[found.group()]
        out += [before, stand_in]
        length += len(before)
        edits.append((length, length + len(stand_in), found.group(), pair))
        length += len(stand_in)
        at = found.end()
    out.append(text[at:])
    return "".join(out), edits


def join(middle, edits, more):
    """Edits of a second channel laid over those of a first, which had made `middle`. Those that touch
    each other there are one edit, scored by the pair that came first."""
    spans = [(s, e, o, p, 0) for s, e, o, p in edits]
    shift = 0
    for start, end, original, pair in more:
        spans.append((start - shift, start - shift + len(original), None, pair, end - start - len(original)))
        shift += end - start - len(original)
    groups = []
    for span in sorted(spans, key=lambda s: (s[0], s[1])):
        if groups and span[0] < groups[-1][1]:
            groups[-1][1] = max(groups[-1][1], span[1])
            groups[-1][2].append(span)
        else:
            groups.append([span[0], span[1], [span]])
    out, shift = [], 0
    for begin, end, spans in groups:
        original, at = "", begin
        for s, e, o, _, _ in spans:
            if o is not None:
                original += middle[at:s] + o
                at = e
        grown = sum(s[4] for s in spans)
        out.append((begin + shift, end + shift + grown, original + middle[at:end], spans[0][3]))
        shift += grown
    return out


def findings(args, folder, rules, confidence):
    command = [str(args.kanwu), "check", "--format", "json", "--confidence", confidence,
               "--only", ",".join(rules["only"]), "."]
    command[-1:-1] = args.kanwu_options.split()
    if rules["file"]:
        command[2:2] = ["--rules", rules["file"]]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    by_file = defaultdict(list)
    for line in done.stdout.splitlines():
        f = json.loads(line)
        by_file[f["path"]].append(f)
    return by_file


def judge(text, edits, found):
    """Groups gold edits and findings that touch each other, and says for each group whether
    the findings restore it: (gold edits, findings, is right)."""
    marks = [(s, e, 0, i) for i, (s, e, _, _) in enumerate(edits)]
    marks += [(f["start"]["char"], f["end"]["char"], 1, i) for i, f in enumerate(found)]
    marks.sort()
    groups, end = [], -1
    for s, e, kind, i in marks:
        if s >= end:
            groups.append((s, [], []))
        groups[-1][1 + kind].append(i)
        end = max(end, e)
    for _, gold, mine in groups:
        spans = [(edits[i][0], edits[i][1], edits[i][2]) for i in gold]
        fixes = [(found[i]["start"]["char"], found[i]["end"]["char"], found[i]["after"] or "") for i in mine]
        lo = min(s for s, _, _ in spans + fixes)
        hi = max(e for _, e, _ in spans + fixes)
        yield gold, mine, apply(text, lo, hi, spans) == apply(text, lo, hi, fixes)


def apply(text, lo, hi, changes):
    out, at = [], lo
    for s, e, with_ in sorted(changes):
        out += [text[at:s], with_]
        at = e
    return "".join(out + [text[at:hi]])


def main():
    args = options()
    tables = channels()
    if args.list_pairs:
        print(*sorted({s for table in tables.values() for p in table["pairs"] for s in singles(p)}), sep="\n")
        return
    rng = random.Random(args.seed)
    documents = [p.read_text(encoding="utf-8") for f in FOLDERS for p in sorted((args.clean / f).glob("*.txt"))]
    documents = [d for d in documents if 300 <= len(d) <= 6000]
    total, bins = Counter(), defaultdict(Counter)
    rows, by_pair, false, missed = [], defaultdict(Counter), [], []
    names = args.channel or list(tables)
    with tempfile.TemporaryDirectory() as folder:
        rules = {"only": ["words"], "file": None}
        if args.hide:
            file = Path(folder) / "rules.toml"
            file.write_text(rules_file(tables, args), encoding="utf-8")
            rules = {"only": ["reduced-" + n for n in tables] + [r for r in BEYOND], "file": str(file)}
        for name in names:
            table = tables[name]
            place = Path(folder) / name
            place.mkdir()
            cases = {}
            for text in rng.sample(documents, len(documents)):
                damaged, edits = damage(text, table, rng, args)
                for other in rng.sample([n for n in tables if n != name], args.mix - 1):
                    middle = damaged
                    damaged, more = damage(middle, tables[other], rng, args)
                    edits = join(middle, edits, more)
                assert apply(damaged, 0, len(damaged), [(s, e, o) for s, e, o, _ in edits]) == text
                if len(edits) >= MIN_EDITS:
                    file = place / f"{len(cases):04}.txt"
                    file.write_text(damaged, encoding="utf-8")
                    cases[file.name] = (damaged, edits)
                if len(cases) == args.documents:
                    break
            by_file = findings(args, place, rules, "likely")
            possible = findings(args, place, rules, "possible") if args.bins else {}
            count = Counter()
            for path, (text, edits) in cases.items():
                likely = [f for f in by_file.get("./" + path, []) if f["after"] is not None]
                for gold, mine, right in judge(text, edits, likely):
                    if mine and not right:
                        count["false"] += max(1, len(mine) - 0)
                        for i in mine:
                            f = likely[i]
                            by_pair[f"{f['after']}→{f['before']}"]["false"] += 1
                            false.append((name, text[max(0, f["start"]["char"] - 12):f["end"]["char"] + 12], f["before"], f["after"], round(f["probability"], 3)))
                    for i in gold:
                        start, end, original, pair = edits[i]
                        kind = "hidden" if is_hidden(pair, args) else "listed"
                        count[kind] += 1
                        by_pair[f"{original}→{text[start:end]}"]["all"] += 1
                        if mine and right:
                            count[kind + " right"] += 1
                            by_pair[f"{original}→{text[start:end]}"]["right"] += 1
                        else:
                            missed.append((name, kind, text[max(0, start - 12):end + 12], text[start:end], original))
                    if mine and right:
                        count["right"] += max(1, len(mine))
                for f in possible.get("./" + path, []):
                    inside = [e for e in edits if e[0] < f["end"]["char"] and f["start"]["char"] < e[1]]
                    change = [(f["start"]["char"], f["end"]["char"], f["after"])]
                    lo = min([f["start"]["char"]] + [e[0] for e in inside])
                    hi = max([f["end"]["char"]] + [e[1] for e in inside])
                    right = bool(inside) and apply(text, lo, hi, change) == apply(text, lo, hi, [e[:3] for e in inside])
                    unlisted = f["rule"] == "words/unlisted-pair"
                    b = bins[unlisted, sum(f["probability"] >= x for x in EDGES)]
                    b["n"] += 1
                    b["right"] += right
                    b["stated"] += f["probability"]
            total += count
            rows.append(row(name, count))
    rows.append(row("all", total))
    common.table(["channel", "precision", "recall, listed", "n", "recall, hidden", "n", "false"], rows)
    if args.bins:
        common.table(["found", "stated", "right", "n"], [
            ["unlisted" if u else "listed", f"{b['stated'] / b['n']:.4f}", f"{b['right'] / b['n']:.4f}", b["n"]]
            for (u, _), b in sorted(bins.items())])
        n = sum(b["n"] for b in bins.values())
        error = sum(abs(b["stated"] - b["right"]) for b in bins.values()) / max(n, 1)
        print(f"expected calibration error {error:.4f} over {n} findings\n")
    if args.told:
        told = well_told(args.told)
        sums = [[c[k] for p, c in by_pair.items() if p in told] for k in ("all", "right", "false")]
        every, right, wrong = map(sum, sums)
        print(f"{len(told)} pairs told apart: precision {common.share(right, right + wrong)}, recall {common.share(right, every)} of {every}\n")
    if args.pairs:
        common.table(["pair", "recall", "n", "false"], [[p, common.share(c["right"], c["all"]), c["all"], c["false"]]
                     for p, c in sorted(by_pair.items(), key=lambda x: x[1]["right"] - x[1]["all"])])
    for list_, n in ((false, args.false), (missed, args.missed)):
        rng.shuffle(list_)
        for item in list_[:n]:
            print(*[str(x).replace("\n", "⏎") for x in item], sep="\t")


def singles(pair):
    originals, stand_in = pair.split("→")
    return [f"{o}→{stand_in}" for o in originals.split("|")]


def well_told(path):
    """The pairs that the model tells apart on clean text, of those that stand there often enough."""
    told = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) == 5 and "→" in fields[0]:
            n, accuracy = int(fields[1]) + int(fields[2]), float(fields[3])
            if n >= OFTEN and accuracy >= 0.95:
                told.add(fields[0])
    return told


OFTEN = 20
"""Occurrences of a pair's words in clean text from which its accuracy means something."""

BEYOND = ["unlisted-pair"]
"""Rules that find pairs which no table lists."""


def row(name, c):
    return [name, common.share(c["right"], c["right"] + c["false"]), common.share(c["listed right"], c["listed"]), c["listed"],
            common.share(c["hidden right"], c["hidden"]), c["hidden"], c["false"]]


if __name__ == "__main__":
    main()
