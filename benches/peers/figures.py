"""How well broken figures are found and restored. Damages copies of clean reports as a sharing
site did to one that was met: some digits of the report became xx, and the year of the page was
written over every xx. Each report is a document of its own.

    python3 benches/peers/figures.py --reports FOLDER

FOLDER holds clean reports as `*.txt` or `*.txt.xz`, one paragraph a line. Nothing is downloaded.

A *site* is a number that the damage touched. Most of them become numbers that somebody might
have written (10人 becomes 2023人) and cannot be told; so recall is also given for the sites that
no one writes, by the plainest measure there is: a count of years, a session, a share, a rough
number, a group of thousands with a digit too many."""

import argparse
import json
import lzma
import random
import re
import subprocess
import tempfile
from pathlib import Path

import common

LENGTH = 2500
"""Characters of a report; longer texts are cut at the end of a paragraph."""

NUMBER = re.compile(r"\d[\d,.]*")

BROKEN = re.compile(
    r"\d{5,}周年|第\d{4,}届|[占率重]\D{0,4}(?:\d{4,}(?:\.\d+)?)%|\d{4,}(?:\.\d+)?个百分点"
    r"|\d{5,}[多余][人名个次户万亿元件份]|\d{4,},\d{3}\D|\d{1,3},\d{4,}\D|\d{5,}[年岁月]"
)
"""Figures that no one writes."""

FOUNDED = {"中国共产党成立": 1921, "新中国成立": 1949, "国际劳动妇女节": 1910, "辛亥革命": 1911, "五四运动": 1919}
"""Things whose anniversaries are celebrated, and their years."""

COUNTED = {"教师节": 1985, "世界环境日": 1972, "全国助残日": 1991, "植树节": 1979}
"""Days that are counted, and their first years."""


def reports(folder):
    """Pieces of all files below the folder, each of whole paragraphs."""
    for path in sorted(Path(folder).rglob("*.txt*")):
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            piece = ""
            for line in lines:
                piece += line
                if len(piece) > LENGTH:
                    yield piece
                    piece = ""


def anchored(rng, digits, counts):
    """A sentence with an anniversary that has the digits in it, and `counts` more that agree."""
    years = [
        (name, year)
        for name, founded in FOUNDED.items()
        for year in range(2000, 2023)
        if digits in str(year - founded)
    ]
    if not years:
        return None
    name, year = rng.choice(years)
    sentence = f"我们隆重纪念{name}{year - FOUNDED[name]}周年。"
    for day in rng.sample(sorted(COUNTED), counts):
        sentence += f"全市开展了第{year - COUNTED[day] + 1}个{day}活动。"
    return sentence + "\n"


def damaged(text, digits, page):
    """The text with the page's year over the digits, and the sites: span after, number before.
    Years are left, as the anonymizer had replaced them otherwise."""
    out, sites, at = [], [], 0
    length = 0
    for match in NUMBER.finditer(text):
        number = match.group().rstrip(",.")
        end = match.start() + len(number)
        is_year = re.fullmatch(r"(?:19|20)\d\d", number) and text[end : end + 1] in "年—-至"
        out.append(text[at : match.start()])
        length += len(out[-1])
        new = number if is_year or digits not in number else number.replace(digits, str(page), 1)
        if new != number:
            sites.append((length, length + len(new), number))
        out.append(new)
        length += len(new)
        at = end
    return "".join(out) + text[at:], sites


def found(program, texts):
    """What is reported for each text, of the detector of pasted years."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:05}.txt").write_text(text, encoding="utf-8", newline="")
        rules = ["--only", "figures", "--confidence", "possible", "--format", "json"]
        done = subprocess.run(
            [str(program), "check", "--quiet", *rules, folder], stdout=subprocess.PIPE, check=False
        )
        result = [[] for _ in texts]
        for line in done.stdout.decode("utf-8").splitlines():
            finding = json.loads(line)
            result[int(Path(finding["path"]).stem)].append(finding)
        return result


def measure(program, cases):
    """Figures of one kind of damage."""
    counts = dict.fromkeys("sites broken seen seen_broken shown shown_right likely likely_right possible possible_right".split(), 0)
    for (text, sites), findings in zip(cases, found(program, [text for text, _ in cases])):
        broken = [m.span() for m in BROKEN.finditer(text)]
        findings = [f for f in findings if f["rule"] == "figures/pasted-year"]
        counts["shown"] += len(findings)
        right = {(f["start"]["char"], f["end"]["char"]): f for f in findings}
        truth = {(start, end): before for start, end, before in sites}
        counts["shown_right"] += sum(span in truth for span in right)
        for span in truth:
            is_broken = any(a < span[1] and span[0] < b for a, b in broken)
            counts["sites"] += 1
            counts["broken"] += is_broken
            counts["seen"] += span in right
            counts["seen_broken"] += is_broken and span in right
        for span, finding in right.items():
            if finding["after"] is not None:
                counts[finding["confidence"]] += 1
                counts[finding["confidence"] + "_right"] += finding["after"] == truth.get(span)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reports", type=Path, required=True, help="a folder of clean reports")
    common.add_kanwu_option(parser)
    arguments = parser.parse_args()
    texts = list(reports(arguments.reports))
    rng = random.Random(7)
    clean = found(arguments.kanwu, texts)
    loud = sum(f["confidence"] != "possible" for findings in clean for f in findings)
    quiet = sum(len(findings) for findings in clean) - loud
    print(f"{len(texts)} clean reports: {loud} findings likely or certain, {quiet} possible\n")
    rows = []
    for label, counts in (("no anchor added", None), ("one anniversary", 0), ("and one count", 1), ("and two counts", 2)):
        cases = []
        for text in texts:
            digits = "10" if rng.random() < 0.5 else f"{rng.randrange(6, 12):02}"
            sentence = "" if counts is None else anchored(rng, digits, counts)
            if sentence is None or digits not in text:
                continue
            cases.append(damaged(sentence + text, digits, rng.randrange(2018, 2025)))
        c = measure(arguments.kanwu, [case for case in cases if case[1]])
        rows.append([
            label, len(cases), c["sites"], common.share(c["shown_right"], c["shown"]),
            common.share(c["seen"], c["sites"]), common.share(c["seen_broken"], c["broken"]),
            c["likely"], common.share(c["likely_right"], c["likely"]),
            c["possible"], common.share(c["possible_right"], c["possible"]),
        ])
    common.table(
        ["damaged reports", "reports", "sites", "precision", "recall", "recall, no one writes",
         "likely repairs", "right", "possible repairs", "right"],
        rows,
    )


if __name__ == "__main__":
    main()
