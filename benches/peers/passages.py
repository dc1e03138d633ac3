"""Clean text to damage: passages and sentences of documents, chosen by chance with a fixed
seed. Holds no text of its own."""

import re

import common

STARTS = re.compile(r"(?:^|(?<=[，。；：！？、]))(?=[\u4E00-\u9FFF])")
"""A passage starts where a line or a clause does."""

SENTENCE = re.compile(r"[\u4E00-\u9FFF][^。！？]{8,40}[。！？]")


def lines(texts):
    """Every line that is not empty."""
    return [line for text in texts for line in text.split("\n") if line.strip()]


def mostly_han(text):
    """Whether six in ten characters are ideographs: what is damaged should be Chinese."""
    return 10 * sum(map(common.is_han, text)) >= 6 * len(text)


def passages(of_lines, length, random):
    """Passages of exactly `length` characters in random order, at most one of each line."""
    order = list(of_lines)
    random.shuffle(order)
    for line in order:
        starts = [m.start() for m in STARTS.finditer(line) if m.start() + length <= len(line)]
        if starts:
            start = random.choice(starts)
            passage = line[start : start + length]
            if mostly_han(passage):
                yield passage


def sentences(of_lines):
    """Every whole sentence of 10 to 42 characters."""
    return [s for line in of_lines for s in SENTENCE.findall(line) if mostly_han(s)]


def traditional(of_texts):
    """The same texts in the Traditional characters of Taiwan, by opencc."""
    import opencc

    convert = opencc.OpenCC("s2tw").convert
    return [convert(text) for text in of_texts]
