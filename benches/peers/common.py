"""What the comparisons with other programs share: a temporary virtual environment for the
peers, running kanwu on many texts that are documents of their own, clean pieces of text of a
given length, and Markdown tables. It never writes outside of the system's temporary folder."""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLEAN = ROOT.parent / "shared" / "eval" / "clean"
"""The default folder of clean documents; any folder of UTF-8 text files will do."""

FILES_PER_FOLDER = 1000
"""Cases are spread over folders of this size, for the sake of the file system."""


def enter_venv(requirements):
    """Goes on in a virtual environment that has the requirements, made on first use."""
    name = "kanwu-peers-" + hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / name
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    ready = folder / "ready"
    if not ready.exists():
        print(f"installing {', '.join(requirements)} into {folder}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *requirements], check=True)
        ready.touch()
    python = str(folder / "bin" / "python")
    os.execv(python, [python, *sys.argv])


def add_kanwu_option(parser):
    """`--kanwu PROGRAM`, with the release build as its default."""
    default = ROOT / "target" / "release" / "kanwu"
    parser.add_argument("--kanwu", type=Path, default=default, help="the program to measure")


class Kanwu:
    """Runs kanwu over many byte strings, each of them a document of its own."""

    def __init__(self, program):
        if not Path(program).exists():
            sys.exit(f"{program}: no such program; build it with `cargo build --release`")
        self.program = str(program)

    def fix(self, documents, *options):
        """What `kanwu fix` makes of each document, as bytes."""
        with tempfile.TemporaryDirectory() as folder:
            paths = self._write(Path(folder), documents)
            self._run(["fix", "--quiet", *options, "cases"], folder, stdout=subprocess.DEVNULL)
            return [path.read_bytes() for path in paths]

    def charsets(self, documents):
        """The charset that `kanwu diagnose` names for each document; None if it reads none."""
        with tempfile.TemporaryDirectory() as folder:
            paths = self._write(Path(folder), documents)
            out = self._run(
                ["diagnose", "--quiet", "--format", "json", "cases"],
                folder,
                stdout=subprocess.PIPE,
            ).stdout
            lines = (json.loads(line) for line in out.splitlines())
            names = {str(Path(folder) / d["path"]): d["charset"]["name"] for d in lines}
            return [names.get(str(path)) for path in paths]

    def version(self):
        """The program's own word for what it is."""
        return subprocess.run(
            [self.program, "--version"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()

    @staticmethod
    def _write(folder, documents):
        paths = []
        for number, document in enumerate(documents):
            part = folder / "cases" / f"{number // FILES_PER_FOLDER:04}"
            part.mkdir(parents=True, exist_ok=True)
            paths.append(part / f"{number:07}.txt")
            paths[-1].write_bytes(document)
        return paths

    def _run(self, arguments, folder, stdout):
        # The originals that `fix` keeps go with the temporary folder.
        environment = {**os.environ, "KANWU_STATE": str(Path(folder) / "state")}
        done = subprocess.run(
            [self.program, *arguments],
            cwd=folder,
            env=environment,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        # 1 says that there are findings, 2 that some document could not be converted.
        if done.returncode not in (0, 1, 2):
            sys.exit(f"{self.program}: {done.stderr.decode('utf-8', 'replace')}")
        return done


def documents(folder):
    """The texts of all `*.txt` below the folder, in the order of their paths."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(Path(folder).rglob("*.txt"))]
    if not texts:
        sys.exit(f"{folder}: no text files; name a folder of clean UTF-8 documents")
    return texts


def is_han(character):
    """Whether this is an ideograph."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def pieces(texts, length, count, seed, wanted=lambda piece: True, across_lines=False):
    """`count` different pieces of `length` characters, half of them ideographs or more, that
    begin where a line begins and satisfy `wanted`. Deterministic; fewer if there are no more."""
    rng = random.Random(f"{seed} {length}")
    found, known = [], set()
    for text in rng.sample(texts, len(texts)):
        lines = text.split("\n")
        starts = range(len(lines))
        for start in rng.sample(starts, min(len(starts), 5)):
            rest = "\n".join(lines[start:]) if across_lines else lines[start]
            piece = rest.strip()[:length]
            if len(piece) < length or piece in known or piece != piece.strip():
                continue
            if 2 * sum(map(is_han, piece)) < length or not wanted(piece):
                continue
            known.add(piece)
            found.append(piece)
            if len(found) == count:
                return found
    return found


def share(right, total):
    """A share as it is printed; a cell without cases is a dash."""
    return f"{right / total:.3f}" if total else "–"


def table(head, rows):
    """A Markdown table; the first column is text, the others figures."""
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join(["---"] + ["---:"] * (len(head) - 1)) + "|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)
