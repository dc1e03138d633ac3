#!/usr/bin/env python3
"""Noise against copying: clean documents are damaged in each manner of docs/noise.md, and what
kanwu takes out is compared with what was put in.

A document is forty lines of a text with one paragraph a line. Each character of the damaged
document is known to be its own or noise; an edit is right if it leaves of its place exactly what
the document had there. Precision: of the characters taken out by the rules of noise, those of
right edits; recall: of the characters put in, those taken out by right edits. `possible` edits
are counted in columns of their own. Prints Markdown.

    benches/peers/noise.py TEXT.txt[.xz]… [--kanwu PROGRAM] [--documents N] [--only MANNER]
"""

import argparse
import json
import lzma
import random
import re
import subprocess
import tempfile
from pathlib import Path

LINES = 40
HANZI = re.compile(r"[\u4e00-\u9fff]")
RARE = "蚁袂螇罿膀羀蒂莀蒅芇虿薂螀肅蚄膇羇袄芅薀莃蒇蕿肆蚇膄羄袇芈薃蚀"
COMMON = 3000
EMOJI = "🌵🎈🧶🦋🍁🎲🧩🐳🚲🌽🥝🛶"


def documents(path, most):
    """Lists of lines."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    lines = [" ".join(line.split()) for line in opened]
    lines = [line for line in lines if line]
    starts = list(range(0, len(lines), LINES))
    chosen = random.Random(7).sample(starts, min(most, len(starts)))
    return [lines[start:start + LINES] for start in chosen]


def own(text):
    return [(c, True) for c in text]


def noise(text):
    return [(c, False) for c in text]


def sliced(lines, rng):
    """A number every few hundred characters of the text."""
    text, out, number = "\n".join(lines) + "\n", [], 1
    out += noise("1、")
    at = 0
    while at < len(text):
        to = at + rng.randint(300, 700)
        out += own(text[at:to])
        if to < len(text):
            number += 1
            out += noise(f"\n{number}、")
        at = to
    return out


def flat_and_sliced(lines, rng):
    return sliced(["".join(lines)], rng)


def jammed(lines, rng):
    """As Discuz does it: a sign, a space, a letter."""
    out = []
    for line in lines:
        out += own(line)
        if rng.random() < 0.5:
            units = (chr(rng.randint(33, 59)) + " " + chr(rng.randint(63, 126)) for _ in range(rng.randint(5, 15)))
            out += noise("".join(units))
        out += own("\n")
    return out


def ticked(lines, rng):
    out, text = [], "\n".join(lines) + "\n"
    for c, after in zip(text, text[1:] + "\n"):
        out += own(c)
        if c == "的" and HANZI.match(after) and rng.random() < 0.3:
            out += noise("`")
    return out


def pictured(lines, rng):
    out, text = [], "\n".join(lines) + "\n"
    for before, c, after in zip("\n" + text, text, text[1:] + "\n"):
        out += own(c)
        inside = HANZI.match(before) and HANZI.match(c) and after in "，、；。"
        if inside and rng.random() < 0.1:
            out += noise(rng.choice(EMOJI))
    return out


def with_lines(lines, rng, alphabet):
    out = []
    for line in lines:
        out += own(line + "\n")
        if rng.random() < 0.2:
            out += noise("".join(rng.choice(alphabet) for _ in range(rng.randint(20, 60))) + "\n")
    return out


def with_rare_lines(lines, rng):
    return with_lines(lines, rng, RARE)


def with_random_lines(lines, rng):
    return with_lines(lines, rng, with_random_lines.alphabet)


def doubled_characters(lines, rng):
    """Some short lines, as headings of slides are."""
    out = []
    for line in lines:
        if len(line) <= 30 and line[0] != line[-1]:
            for c in line:
                out += own(c) + noise(c)
        else:
            out += own(line)
        out += own("\n")
    return out


def doubled_runs(lines, rng):
    out = []
    for line in lines:
        out += own(line)
        if len(line) <= 30:
            out += noise(line)
        out += own("\n")
    return out


def vertical_title(lines, rng):
    """A title of its own above the document."""
    titles = ["安全生产责任制度汇编", "校园文化建设实施方案", "施工组织设计书", "年度审计工作报告", "设备操作手册",
              "教学质量分析报告", "水土保持方案", "防汛抢险应急预案", "财务管理制度", "市场调查报告"]
    title = rng.choice(titles)
    out = own(title[0])
    for c in title[1:]:
        out += noise("\n") + own(c)
    return out + own("\n" + "\n".join(lines) + "\n")


def torn_keywords(lines, rng):
    """Line breaks around what stands in quotation marks."""
    out = []
    for line in lines:
        for piece in re.split(r"(?<=“)([^“”]{2,12})(?=”)", line):
            torn = re.fullmatch(r"[^“”]{2,12}", piece) and out and out[-1] == ("“", True)
            out += noise("\n") + own(piece) + noise("\n") if torn else own(piece)
        out += own("\n")
    return out


def split_times(lines, rng):
    out = []
    for number, line in enumerate(lines):
        if number % 10 == 0:
            out += own(f"发布时间 20{rng.randint(10, 19)}-{rng.randint(1, 12)}-{rng.randint(1, 28)} {rng.randint(0, 23)}:")
            out += noise("\n") + own(f"{rng.randint(0, 59):02}:") + noise("\n") + own(f"{rng.randint(0, 59):02}\n")
        out += own(line + "\n")
    return out


def contents(lines, rng):
    out, page = own("目录\n"), 1
    for line in lines:
        heading = "".join(HANZI.findall(line))[:10]
        if len(heading) > 3:
            page += rng.randint(0, 5)
            out += own(heading) + noise(" " + "." * rng.randint(8, 40) + f" {page}") + own("\n")
    return out + own("\n".join(lines) + "\n")


MANNERS = [
    ("jammer-string", jammed), ("slice-number", sliced), ("slice-number", flat_and_sliced), ("lone-back-tick", ticked),
    ("strewn-emoji", pictured), ("random-characters", with_rare_lines), ("random-characters", with_random_lines),
    ("doubled-text", doubled_characters), ("doubled-text", doubled_runs), ("vertical-text", vertical_title),
    ("keyword-break", torn_keywords), ("split-time", split_times), ("dot-leader", contents),
]
RULES = {rule for rule, _ in MANNERS}


def findings(program, texts):
    """What the rules of noise would do to each text; those withheld are the possible ones."""
    found = [[] for _ in texts]
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
        command = [program, "check", "--format", "json", "--only", "layout", "--confidence", "possible", folder]
        out = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    for line in out.splitlines():
        finding = json.loads(line)
        if finding["rule"].removeprefix("layout/") in RULES and finding["after"] is not None:
            found[int(Path(finding["path"]).stem)].append(finding)
    return found


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "–"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--kanwu", default="target/release/kanwu")
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--only")
    parser.add_argument("--show", action="store_true", help="print wrong edits and the first noise missed")
    args = parser.parse_args()
    everything = {path: documents(path, args.documents) for path in args.texts}
    counts = {}
    for docs in everything.values():
        for c in "".join("".join(lines) for lines in docs):
            if HANZI.match(c):
                counts[c] = counts.get(c, 0) + 1
    with_random_lines.alphabet = sorted(counts, key=lambda c: -counts[c])[:COMMON]
    docs = [lines for docs in everything.values() for lines in docs]
    print(f"{len(docs)} documents of {len(args.texts)} texts\n")
    print("| manner | rule | documents | noise | precision | recall | wrong | precision, possible too | recall, possible too |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for rule, damage in MANNERS:
        if args.only and args.only not in (rule, damage.__name__):
            continue
        rng = random.Random(11)
        damaged = [damage(lines, rng) for lines in docs]
        damaged = [chars for chars in damaged if not all(kept for _, kept in chars)]
        put = sum(1 for chars in damaged for _, kept in chars if not kept)
        right, wrong = {"likely": 0, "possible": 0}, {"likely": 0, "possible": 0}
        for chars, found in zip(damaged, findings(args.kanwu, ["".join(c for c, _ in d) for d in damaged])):
            gone = set()
            for finding in found:
                start, end = finding["start"]["char"], finding["end"]["char"]
                sure = "possible" if finding["confidence"] == "possible" else "likely"
                kept = "".join(c for c, kept in chars[start:end] if kept)
                if finding["after"] == kept and len(kept) < end - start:
                    right[sure] += end - start - len(kept)
                    gone.update(range(start, end))
                else:
                    wrong[sure] += max(1, end - start - len(finding["after"]))
                    if args.show:
                        print(f"  wrong, {sure}: {finding['rule']} {finding['before']!r} -> {finding['after']!r}")
            if args.show:
                missed = next((i for i, (_, kept) in enumerate(chars) if not kept and i not in gone), None)
                if missed is not None:
                    print("  missed:", repr("".join(c for c, _ in chars[max(0, missed - 20):missed + 30])))
        all_right, all_wrong = sum(right.values()), sum(wrong.values())
        name = damage.__name__.replace("_", " ")
        print(f"| {name} | `{rule}` | {len(damaged)} | {put} | {share(right['likely'], right['likely'] + wrong['likely'])} "
              f"| {share(right['likely'], put)} | {wrong['likely']} | {share(all_right, all_right + all_wrong)} | {share(all_right, put)} |", flush=True)


if __name__ == "__main__":
    main()
