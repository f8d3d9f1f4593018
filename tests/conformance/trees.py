"""Trees of files with the names people really give them."""

import os
import random
from pathlib import Path

_TEXT = """Angebot|Protokoll|Übersicht|naïve|façade|Señor|Straße|Łódź|Čeština|данные
|報告|日本語|Ελληνικά|emoji🙂|O'Brien|& Co|+|50%|#1|=sum|[draft]|{x}|a,b;c|~tilde
|Ångström|\ufb01le|½|e\u0301|CASE|case"""
_WORDS = tuple(word.strip() for word in _TEXT.split("|"))
_ENDS = (".docx", ".txt", ".pdf", ".tar.gz", "", ".JPG", ".md")


def make_tree(root: Path, *, files: int, seed: int = 7) -> int:
    """Fill ``root``; the number of files. Names are legal and clash nowhere."""
    chance = random.Random(seed)
    folders = [root]
    for number in range(files // 20):
        above = chance.choice(folders)
        if len(above.relative_to(root).parts) > 6:
            above = root
        folder = above / f"{_phrase(chance)} {number}"
        folder.mkdir()
        folders.append(folder)
    for number in range(files):
        file = chance.choice(folders) / f"{_phrase(chance)} {number}{_end(chance)}"
        file.write_bytes(chance.randbytes(chance.choice((0, 1, 80, 900, 5_000))))
        when = 1_500_000_000 + chance.randrange(200_000_000)
        os.utime(file, (when, when))
    # 255 bytes is what Linux takes: 127 characters of two bytes and one.
    long_name = "ä" * 125 + ".txt"
    (root / long_name).write_bytes(b"long\n")
    (root / ("x" * 250 + ".txt")).write_bytes(b"longer\n")
    return files + 2


def _phrase(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.choice((1, 2, 4)))).strip("~ ")


def _end(chance: random.Random) -> str:
    return chance.choice(_ENDS)
