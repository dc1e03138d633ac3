#!/usr/bin/env python3
"""Prints the table of docs/pages.md: of each page of corpus/pages, how much of the article
kanwu, trafilatura and readability-lxml keep, and how much of what is not the article they
leave out.

Installs the two into a temporary folder with pip, and runs the kanwu of `cargo build --release`
or the one of `--kanwu`. Counts characters without white space. What stands in both texts in the
same order, by the longest common subsequence, is kept; everything else that comes out is
furniture, measured against what the page shows beside its article. A character that kanwu
restored counts as kept for whoever left it damaged. kanwu runs without the stages, for the
question is what was extracted.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path

from common import ROOT, Kanwu, add_kanwu_option, enter_venv, table

PEERS = ["trafilatura==2.3.1", "readability-lxml==0.8.4.1", "lxml_html_clean==0.4.6"]


def squeezed(text):
    return "".join(text.split())


def shown(source):
    """What the page shows, near enough: its text without scripts, styles and comments."""
    body = re.sub(r"(?is)<!--.*?-->|<(script|style|title|noscript)\b.*?</\1\s*>", " ", source)
    return squeezed(unescape(re.sub(r"(?s)<[^>]*>", " ", body)))


def with_kanwu(program, page):
    command = [str(program), "filter", "--quiet", "--input", "html", "--only", "decode"]
    return subprocess.run(command, input=page, stdout=subprocess.PIPE, check=True).stdout.decode()


def with_trafilatura(page):
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def with_readability(page, source):
    import lxml.html
    from readability import Document

    # It is given the text: guessing the charset is not its task.
    document = Document(source)
    return lxml.html.fromstring(document.summary()).text_content()


def kept(article, text):
    """Characters of the article that stand in the text; a restored one for a damaged one is the
    same character."""
    total = 0
    for tag, a, b, c, d in SequenceMatcher(None, article, text, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            total += b - a
    return total


def main():
    enter_venv(PEERS)
    parser = argparse.ArgumentParser(description=__doc__)
    add_kanwu_option(parser)
    arguments = parser.parse_args()
    Kanwu(arguments.kanwu)
    rows, sums = [], {}
    for folder in sorted((ROOT / "corpus" / "pages").iterdir()):
        page = (folder / "page.html").read_bytes()
        article = squeezed((folder / "article.txt").read_text(encoding="utf-8"))
        # Programs differ in whether the title is part of the text; nobody gains or loses by it.
        title = squeezed(tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))["title"])
        article = article.removeprefix(title)
        source = next(text for text in decodings(page))
        furniture = max(len(shown(source).replace(title, "", 1)) - len(article), 0)
        outputs = {
            "kanwu": with_kanwu(arguments.kanwu, page),
            "trafilatura": with_trafilatura(page),
            "readability-lxml": with_readability(page, source),
        }
        row = [folder.name, len(article), furniture]
        for name, output in outputs.items():
            text = squeezed(output).replace(title, "", 1)
            body = kept(article, text)
            extra = min(len(text) - body, furniture)
            row += [percent(body, len(article)), percent(furniture - extra, furniture)]
            total = sums.setdefault(name, [0, 0])
            total[0] += body
            total[1] += furniture - extra
        rows.append(row)
    articles, furnitures = sum(r[1] for r in rows), sum(r[2] for r in rows)
    last = ["all", articles, furnitures]
    for body, removed in sums.values():
        last += [percent(body, articles), percent(removed, furnitures)]
    names = [f"{name}: {what}" for name in sums for what in ("kept", "left out")]
    table(["page", "article", "furniture", *names], [*rows, last])


def decodings(page):
    for charset in ("utf-8", "gb18030", "big5"):
        try:
            text = page.decode(charset)
        except UnicodeDecodeError:
            continue
        # GB18030 reads Big5 as something.
        if "charset=big5" in text and charset == "gb18030":
            continue
        yield text


def percent(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "–"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
