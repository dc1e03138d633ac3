#!/usr/bin/env python3
"""Charset detection on clean text whose charset is known: kanwu beside chardet,
charset-normalizer, cchardet, uchardet and chardetng, by charset and by length.

What counts is the text: an answer is right if reading the bytes that way gives exactly the text
that was written, so GB2312 for GB18030 is right as long as it is read with GB18030 (see
detectors.py). Pieces of Chinese documents are written in each charset; the Japanese and Korean
text is that of this repository's corpus/clean. chardetng leaves byte order marks to its caller.
Prints Markdown.

    benches/peers/charsets.py [--folder FOLDER] [--kanwu PROGRAM] [--count N]
"""

import argparse
import random
import sys
import time
from collections import defaultdict

import common
import detectors

LENGTHS = [6, 12, 30, 60, 200, 1000]
"""Characters of a piece; whole documents are measured besides."""

WHOLE = 0
"""The length that stands for a whole document."""

FOUR_BYTES = "㐂㑇㙍䓖䝙䴉𠮷𡋾𣲗𤧛𥖎𦭜𧒽𨱏𩽾𪣻𫍯𫟹𬇙𬭎𬶍"
"""Characters that GB18030 writes with four bytes."""

HONG_KONG = "嘅咗嚟喺哋嗰啲咁冇瞓攰掹搲啱嘥囉㗎㖞𠺢𨋢𡃁𠱁𠸎"
"""Cantonese characters; those that Big5 lacks are in HKSCS."""

SIMPLIFIED = [
    ("UTF-8", "utf-8"), ("UTF-8 with mark", "utf-8-sig"),
    ("UTF-16LE", "utf-16-le"), ("UTF-16LE with mark", "utf-16-le+mark"),
    ("UTF-16BE", "utf-16-be"), ("UTF-16BE with mark", "utf-16-be+mark"),
    ("UTF-32LE", "utf-32-le"), ("UTF-32LE with mark", "utf-32-le+mark"),
    ("UTF-32BE", "utf-32-be"), ("UTF-32BE with mark", "utf-32-be+mark"),
    ("GBK", "gbk"), ("HZ", "hz"), ("ISO-2022-CN", "iso-2022-cn"),
]
RARE = [("GB18030, four bytes", "gb18030")]
TRADITIONAL = [("Big5", "big5"), ("EUC-TW", "euc-tw")]
CANTONESE = [("Big5-HKSCS", "big5hkscs")]
JAPANESE = [("EUC-JP", "euc_jp"), ("Shift_JIS", "cp932"), ("ISO-2022-JP", "iso2022_jp")]
KOREAN = [("EUC-KR", "cp949")]


def written(text, codec):
    """The bytes of a text, with a byte order mark where the codec's name ends in `+mark`."""
    codec, marked, _ = codec.partition("+mark")
    return detectors.encode("\ufeff" + text if marked else text, codec)


def sprinkle(text, rare, rng):
    """A text with about one in twelve of its ideographs, and at least one, made a rare one."""
    places = [i for i, c in enumerate(text) if common.is_han(c)]
    chosen = rng.sample(places, max(1, len(places) // 12))
    letters = list(text)
    for place in chosen:
        letters[place] = rng.choice(rare)
    return "".join(letters)


def plain_big5(text):
    """Whether all tables called Big5 write this text with the same bytes."""
    return len({detectors.encode(text, t) for t in ("big5", "cp950", "big5hkscs")}) == 1


def cut(texts, length, count, seed):
    """Clean pieces of one length; whole documents for `WHOLE`."""
    if length == WHOLE:
        return random.Random(seed).sample(texts, min(count, len(texts)))
    return common.pieces(texts, length, count, seed, across_lines=length > 60)


def own_samples(prefix, length, count):
    """Pieces of this repository's clean samples whose names begin with `prefix`; windows of
    every tenth character, since there are few of them."""
    folders = sorted((common.ROOT / "corpus" / "clean").glob(prefix + "*"))
    files = [f / "input.txt" for f in folders if (f / "input.txt").exists()]
    texts = [f.read_text(encoding="utf-8") for f in files]
    if length == WHOLE:
        return texts
    every = [t[i : i + length] for t in texts for i in range(0, len(t) - length + 1, 10)]
    every = [p for p in every if 2 * sum(c > "\u2e80" for c in p) >= length]
    return random.Random(length).sample(every, min(count, len(every)))


def cases(folder, count, seed):
    """(kind, length, text, bytes) for every case."""
    import opencc

    simplified = common.documents(folder)
    to_taiwan, to_hong_kong = opencc.OpenCC("s2tw"), opencc.OpenCC("s2hk")
    rng = random.Random(seed)
    for length in [*LENGTHS, WHOLE]:
        base = cut(simplified, length, count, seed)
        rare = [sprinkle(p, FOUR_BYTES, rng) for p in base]
        taiwan = [to_taiwan.convert(p) for p in base]
        hong_kong = [sprinkle(to_hong_kong.convert(p), HONG_KONG, rng) for p in base]
        taiwan = [p for p in taiwan if plain_big5(p)]
        groups = [
            (SIMPLIFIED, base), (RARE, rare), (TRADITIONAL, taiwan), (CANTONESE, hong_kong),
            (JAPANESE, own_samples("japanese-", length, count)),
            (KOREAN, own_samples("korean-", length, count)),
        ]
        for kinds, texts in groups:
            for kind, codec in kinds:
                for text in texts:
                    data = written(text, codec)
                    if data is not None:
                        yield kind, length, text, data


def shown(length):
    """A length as a column's head."""
    return "whole" if length == WHOLE else str(length)


def main():
    """The comparison."""
    common.enter_venv([*detectors.REQUIREMENTS, "opencc"])
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--folder", default=common.CLEAN, help="clean UTF-8 documents, *.txt")
    parser.add_argument("--count", type=int, default=100, help="pieces of each length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong answers of kanwu")
    common.add_kanwu_option(parser)
    options = parser.parse_args()
    kanwu = common.Kanwu(options.kanwu)
    if not detectors.has_iconv():
        print("EUC-TW and ISO-2022-CN are left out: there is no iconv that knows them.\n")
        for kinds in (SIMPLIFIED, TRADITIONAL):
            kinds[:] = [k for k in kinds if k[1] not in detectors.BY_ICONV]

    started = time.monotonic()
    every = list(cases(options.folder, options.count, options.seed))
    documents = [data for *_, data in every]
    found = {}
    found["kanwu"], names = detectors.ask_kanwu(kanwu, documents)
    for tool, charsets in detectors.ask_all(documents).items():
        found[tool] = list(map(detectors.readings, documents, charsets))
    right, total = defaultdict(int), defaultdict(int)
    wrong = []
    for tool, answers in found.items():
        for (kind, length, text, _), texts, name in zip(every, answers, names):
            total[tool, kind, length] += 1
            good = text.translate(detectors.FOLDED) in texts
            right[tool, kind, length] += good
            if tool == "kanwu" and not good and length:
                wrong.append(f"{kind}, {length} characters, read as {name}: {text[:30]!r}")
    report(found, every, right, total, kanwu)
    for line in random.Random(0).sample(wrong, min(options.wrong, len(wrong))):
        print("-", line)
    print(f"{len(every)} cases in {time.monotonic() - started:.0f} s", file=sys.stderr)


def report(found, every, right, total, kanwu):
    """The three tables."""
    kinds = list(dict.fromkeys(kind for kind, *_ in every))
    lengths = [*LENGTHS, WHOLE]

    def cell(tool, kinds, lengths):
        keys = [(tool, k, n) for k in kinds for n in lengths]
        return common.share(sum(right[k] for k in keys), sum(total[k] for k in keys))

    print(f"## Charset detection: share of texts read exactly ({len(every)} cases)\n")
    print(f"{kanwu.version()}\n")
    print("By charset, all lengths\n")
    rows = [[k, *(cell(t, [k], lengths) for t in found)] for k in kinds]
    common.table(["charset", *found], rows)
    print("Short: 6 and 12 characters\n")
    rows = [[k, *(cell(t, [k], [6, 12]) for t in found)] for k in kinds]
    common.table(["charset", *found], rows)
    legacy = [k for k in kinds if k in ("GBK", "GB18030, four bytes", "Big5", "Big5-HKSCS")]
    print(f"{', '.join(legacy)} together, by length\n")
    rows = [[t, *(cell(t, legacy, [n]) for n in lengths)] for t in found]
    common.table(["tool", *map(shown, lengths)], rows)
    print("kanwu, by charset and length\n")
    rows = [[k, *(cell("kanwu", [k], [n]) for n in lengths)] for k in kinds]
    common.table(["charset", *map(shown, lengths)], rows)


if __name__ == "__main__":
    main()
