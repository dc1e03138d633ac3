"""The charset detectors that kanwu is measured beside, and how their answers are judged: by the
text that comes out when one reads the bytes as the detector says. Nothing here knows kanwu but
the last function, which asks it the same question."""

import codecs
import functools
import shutil
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

REQUIREMENTS = ["chardet", "charset-normalizer", "faust-cchardet", "chardetng-py"]
"""Packages of the Python detectors; the program uchardet is used where it is installed."""

WIDEST = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "cp950": "big5hkscs", "big5hkscs": "big5hkscs",
    "shift_jis": "cp932", "cp932": "cp932", "shift_jis_2004": "cp932", "ms932": "cp932",
    "euc_kr": "cp949", "cp949": "cp949", "uhc": "cp949", "johab": "johab",
    "iso8859-1": "cp1252", "ascii": "utf-8",
}
"""A detector that names a member of a family is read with the family's widest charset: nobody
loses a character by reading GB2312 as GB18030, and browsers read all of them that way."""

BY_ICONV = {"euc-tw", "iso-2022-cn"}
"""Charsets that are written by the program iconv, which also reads all that Python cannot."""

PYTHON_NAME = {
    "maccyrillic": "mac_cyrillic", "mac-cyrillic": "mac_cyrillic", "macroman": "mac_roman",
    "maccentraleurope": "mac_latin2", "mac-centraleurope": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic", "windows-874": "cp874", "tis-620": "cp874", "uhc": "cp949",
}
"""What Python calls charsets that have another name elsewhere."""

TABLES_DIFFER = {
    "gb18030": ["gb18030", "gbk"],
    "big5hkscs": ["big5hkscs", "cp950", "big5"],
    "cp932": ["cp932", "shift_jis"],
    "cp949": ["cp949", "euc_kr"],
    "cp1252": ["cp1252", "iso8859-1"],
}
"""Tables of one family differ in a few symbols (Big5 A1C3, Shift_JIS 8160, Latin-1 80). Any of
these readings counts, so that the figure is about detection and not about tables."""

FOLDED = str.maketrans("～－∥￠￡￢―￣￤‧╴", "〜−‖¢£¬—‾¦•ˍ")
"""The rivals among the symbols of EUC-JP, Shift_JIS and Big5, in the tables of Python and of the
browsers; made one before texts are compared, for the same reason."""


def convert(data, source, target):
    """`data` from one charset to another by iconv; None where that fails."""
    done = subprocess.run(
        ["iconv", "-f", source, "-t", target],
        input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    return done.stdout if done.returncode == 0 else None


def has_iconv():
    """Whether iconv is here and knows the charsets that Python does not."""
    if shutil.which("iconv") is None:
        return False
    return all(convert("中".encode(), "utf-8", charset) for charset in BY_ICONV)


def encode(text, charset):
    """The bytes of a text; None where the charset has no such character."""
    if charset.lower() in BY_ICONV:
        data = convert(text.encode(), "utf-8", charset)
        return data if data and convert(data, charset, "utf-8") == text.encode() else None
    try:
        return text.encode(charset)
    except UnicodeError:
        return None


def readings(data, charset, errors="strict"):
    """The texts that `data` may be when read in this charset, without a byte order mark and with
    rival symbols folded."""
    if not charset:
        return []
    try:
        name = codecs.lookup(PYTHON_NAME.get(charset.lower().replace("_", "-"), charset)).name
    except LookupError:
        text = convert(data, charset, "utf-8")
        return [text.decode().translate(FOLDED)] if text is not None else []
    wide = WIDEST.get(name, name)
    found = []
    for table in TABLES_DIFFER.get(wide, [wide]):
        try:
            text = data.decode(table, errors)
            found.append(text.removeprefix("\ufeff").translate(FOLDED))
        except UnicodeError:
            continue
    return found


def of_chardet(data):
    """The answer of chardet."""
    import chardet

    return chardet.detect(data)["encoding"]


def of_charset_normalizer(data):
    """The answer of charset-normalizer."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return best and best.encoding


def of_cchardet(data):
    """The answer of faust-cchardet, a binding of uchardet."""
    import cchardet

    return cchardet.detect(data)["encoding"]


def of_chardetng(data):
    """The answer of chardetng, the detector of Firefox; UTF-8 is allowed."""
    from chardetng_py import EncodingDetector

    detector = EncodingDetector()
    detector.feed(data, last=True)
    return detector.guess(tld=None, allow_utf8=True)


PYTHON = {
    "chardet": of_chardet,
    "charset-normalizer": of_charset_normalizer,
    "cchardet": of_cchardet,
    "chardetng": of_chardetng,
}


def quiet(detector, data):
    """A detector's answer; one that fails has none."""
    try:
        return detector(data)
    except Exception:  # whatever it raises, it did not name the charset
        return None


def of_uchardet(documents):
    """The answers of the program uchardet, or None if it is not installed."""
    if shutil.which("uchardet") is None:
        return None
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:07}" for number in range(len(documents))]
        for path, document in zip(paths, documents):
            path.write_bytes(document)
        for first in range(0, len(paths), 500):
            out = subprocess.run(
                ["uchardet", *paths[first : first + 500]], stdout=subprocess.PIPE, text=True
            ).stdout
            answers += [line.rsplit(": ", 1)[1] for line in out.splitlines()]
    return answers


def ask_all(documents):
    """The charset that each detector names for each document: {detector: [name, …]}."""
    answers = {}
    with ProcessPoolExecutor() as pool:
        for name, detector in PYTHON.items():
            ask = functools.partial(quiet, detector)
            answers[name] = list(pool.map(ask, documents, chunksize=64))
    uchardet = of_uchardet(documents)
    if uchardet is not None:
        answers["uchardet"] = uchardet
    return answers


def ask_kanwu(kanwu, documents):
    """The readings by kanwu and the charsets that it names. The text is what it writes when asked
    for UTF-8, with its other stages off; where it refuses because of broken bytes, it is what
    comes of the name."""
    names = kanwu.charsets(documents)
    written = kanwu.fix(documents, "--to", "utf-8", "--only", "decode")
    found = []
    for data, name, out in zip(documents, names, written):
        if name is None:  # taken for a binary file
            found.append([])
        elif name == "UTF-8" or out != data:
            text = out.decode("utf-8", "replace")
            found.append([text.removeprefix("\ufeff").translate(FOLDED)])
        else:
            found.append(readings(data, name) or readings(data, name, "replace"))
    return found, names
