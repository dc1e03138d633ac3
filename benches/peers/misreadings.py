"""The ways in which Chinese text is read in the wrong charset, as chains of (written, read).

A reading is *exact* if walking the chain back gives the text again, so that nothing was lost;
otherwise it is lossy and what could not be read stands as a replacement mark. Only Python's
own codecs are used, those nearest to what Windows and browsers do: cp950 for Big5, cp949 for
EUC-KR, cp932 for Shift_JIS; and cp1252 and cp1251 read the bytes that they leave undefined as C1
controls. gbk is the table without private characters, so many texts are not exact cases of it.
"""

import codecs
from dataclasses import dataclass

# Bytes without a character in the codec that are read as controls.
HOLES = {"cp1252": "\x81\x8d\x8f\x90\x9d", "cp1251": "\x98"}


def _decode(data, charset):
    if charset not in HOLES:
        return data.decode(charset)
    return "".join(chr(b) if chr(b) in HOLES[charset] else bytes([b]).decode(charset) for b in data)


def _encode(text, charset):
    if charset not in HOLES:
        return text.encode(charset)
    return b"".join(bytes([ord(c)]) if c in HOLES[charset] else c.encode(charset) for c in text)


@dataclass(frozen=True)
class Kind:
    """One way of misreading."""

    name: str
    chain: tuple
    # Text in Traditional characters goes in.
    traditional: bool = False
    # What stands for what could not be read; None for exact kinds.
    mark: str | None = None
    # Applied to the result: a loss that no codec makes.
    after: tuple = ()

    def damage(self, text):
        """The text misread, or None if this text cannot be a case of the kind."""
        damaged = self._exact(text) if self.mark is None and not self.after else self._lossy(text)
        return None if damaged is None or damaged == text else damaged

    def _exact(self, text):
        try:
            damaged = text
            for written, read in self.chain:
                damaged = _decode(_encode(damaged, written), read)
            back = damaged
            for written, read in reversed(self.chain):
                back = _decode(_encode(back, read), written)
        except UnicodeError:
            return None
        return damaged if back == text else None

    def _lossy(self, text):
        damaged = text
        for written, read in self.chain:
            try:
                data = _encode(damaged, written)
            except UnicodeError:
                return None
            if self.mark is None:
                damaged = _decode(data, read)
            else:
                damaged = data.decode(read, "replace").replace("\ufffd", self.mark)
        for old, new in self.after:
            damaged = damaged.replace(old, new)
        # Without a loss it belongs to the exact kinds.
        return damaged if damaged != self._exact(text) else None


def _kinds(written, readers, traditional=False):
    return [Kind(f"{written} as {read}", ((written, read),), traditional) for read in readers]


EXACT = [
    *_kinds("utf-8", "latin1 cp1252 cp1251 mac_roman cp437 koi8_r gbk gb18030 cp950 cp932 cp949".split()),
    *_kinds("gbk", "latin1 cp1252 cp1251 mac_roman cp437 cp950 cp932 cp949".split()),
    *_kinds("cp950", "latin1 cp1252 gbk cp932".split(), traditional=True),
    Kind("utf-8 as cp1252, twice", (("utf-8", "cp1252"),) * 2),
    Kind("utf-8 as cp1252, three times", (("utf-8", "cp1252"),) * 3),
    Kind("utf-8 as latin1, twice", (("utf-8", "latin1"),) * 2),
    Kind("utf-8 as gbk, twice", (("utf-8", "gbk"),) * 2),
    Kind("gbk as latin1, then utf-8 as gbk", (("gbk", "latin1"), ("utf-8", "gbk"))),
]

LOSSY = [
    *(
        Kind(f"{written} as {read}, {name}", ((written, read),), mark=mark)
        for written, read in [
            ("utf-8", "gbk"),
            ("utf-8", "cp950"),
            ("utf-8", "cp932"),
            ("utf-8", "cp949"),
            ("utf-8", "cp1252"),
            ("gbk", "cp950"),
            ("gbk", "cp949"),
        ]
        for mark, name in [("\ufffd", "U+FFFD"), ("?", "?")]
    ),
    Kind("utf-8 as latin1, U+00A0 a space", (("utf-8", "latin1"),), after=(("\xa0", " "),)),
    Kind(
        "utf-8 as cp1252, C1 dropped",
        (("utf-8", "cp1252"),),
        after=tuple((c, "") for c in HOLES["cp1252"]),
    ),
    Kind("cp950 as gbk, U+FFFD", (("cp950", "gbk"),), traditional=True, mark="\ufffd"),
]

for _kind in EXACT + LOSSY:
    for _charset in {charset for pair in _kind.chain for charset in pair}:
        codecs.lookup(_charset)
