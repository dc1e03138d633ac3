#!/usr/bin/env python3
"""Runs the sentences of normalize.tsv through autocorrect, zhlint, pangu and kanwu, and writes
what comes out into normalize.tsv and docs/normalize.md.

Installs the three into a temporary folder with pip and npm, and runs the kanwu of
`cargo build --release` or the one named as the argument. The options and the sentences of
normalize.tsv are written by hand, and so is the reason for a difference, its last column.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = {"autocorrect-py": "2.14.0", "zhlint": "0.8.2", "pangu": "7.2.1"}
HEAD = ["options", "text", "kanwu", "autocorrect", "zhlint", "pangu", "why"]
START, END = "<!-- table -->\n", "<!-- /table -->\n"


def run(command, **more):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **more).stdout


def autocorrect(folder, sentences):
    run([sys.executable, "-m", "venv", folder / "venv"])
    python = folder / "venv" / "bin" / "python"
    run([python, "-m", "pip", "install", "-q", f"autocorrect-py=={PEERS['autocorrect-py']}"])
    code = (
        "import json, sys, autocorrect_py as a;"
        "print(json.dumps([a.format(s) for s in json.load(sys.stdin)]))"
    )
    return json.loads(run([python, "-c", code], input=json.dumps(sentences)))


def zhlint_and_pangu(folder, sentences):
    packages = [f"{name}@{PEERS[name]}" for name in ("zhlint", "pangu")]
    run(["npm", "install", "--silent", "--prefix", folder, *packages])
    return json.loads(run(["node", HERE / "normalize.mjs", folder], input=json.dumps(sentences)))


def kanwu(program, options, sentence):
    return run([program, "filter", "--only", "normalize", "--normalize", options], input=sentence)


def shown(text):
    """As inline code in a table cell; spaces count."""
    fence = "``" if "`" in text else "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")


def markdown(rows):
    lines = ["", "| options | text | kanwu | autocorrect | zhlint | pangu |", "|---|---|---|---|---|---|"]
    for row in rows:
        mine = row["kanwu"]
        cells = [row["options"], shown(row["text"]), "unchanged" if mine == row["text"] else shown(mine)]
        for peer in HEAD[3:6]:
            theirs = row[peer]
            cells.append("=" if theirs == mine else "unchanged" if theirs == row["text"] else shown(theirs))
        lines.append("| " + " | ".join(cells) + " |")
    agreed = [r for r in rows if r["autocorrect"] == r["zhlint"] == r["pangu"]]
    same = sum(r["kanwu"] == r["pangu"] for r in agreed)
    lines += [
        "",
        f"{len(rows)} sentences. The three agree on {len(agreed)} of them, and kanwu agrees on {same} of these."
        + (" The others:" if same < len(agreed) else ""),
    ]
    odd = [r for r in agreed if r["kanwu"] != r["pangu"]]
    lines += ["", *(f"- {shown(r['text'])}: {r['why']}" for r in odd)] if odd else []
    versions = ", ".join(f"{name} {version}" for name, version in PEERS.items())
    return "\n".join([*lines, "", f"Versions: {versions}.", "", ""])


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target" / "release" / "kanwu")
    path = HERE / "normalize.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    rows = [dict(zip(HEAD, (line.split("\t") + [""] * 7)[:7])) for line in lines]
    sentences = [row["text"] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for row, theirs in zip(rows, autocorrect(folder, sentences)):
            row["autocorrect"] = theirs
        for row, (zhlint, pangu) in zip(rows, zhlint_and_pangu(folder, sentences)):
            row["zhlint"], row["pangu"] = zhlint, pangu
    for row in rows:
        row["kanwu"] = kanwu(program, row["options"], row["text"])
    table = ["\t".join(HEAD), *("\t".join(row[key] for key in HEAD) for row in rows)]
    path.write_text("\n".join(table) + "\n", encoding="utf-8")
    page = ROOT / "docs" / "normalize.md"
    before, rest = page.read_text(encoding="utf-8").split(START)
    after = rest.split(END)[1]
    page.write_text(before + START + markdown(rows) + END + after, encoding="utf-8")


main()
