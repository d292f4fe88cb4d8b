"""Makes en.tsv and ru.tsv of Unicode's annotations; README.md says of which.

    python3 make.py FOLDER_OF_THE_CRATE_EMOJIS ANNOTATIONS.tgz DERIVED.tgz
"""

import json
import re
import sys
import tarfile
from pathlib import Path

SELECTOR = "\ufe0f"
WORD = re.compile(r"\w+")


def emoji_of(crate: str) -> list[str]:
    """Those that the crate lists, without skin tones, in its order."""
    text = Path(crate, "src/gen/mod.rs").read_text("utf-8")
    toned = re.compile("[\U0001f3fb-\U0001f3ff]")
    found = re.findall(r'Emoji *\{ *emoji: *"([^"]+)"', text)
    return [emoji for emoji in dict.fromkeys(found) if not toned.search(emoji)]


def annotations(package: str, language: str) -> dict:
    with tarfile.open(package) as files:
        [name] = [name for name in files.getnames() if name.endswith(f"/{language}/annotations.json")]
        content = json.load(files.extractfile(name))
    return next(iter(content.values()))["annotations"]


def keywords(name: str, phrases: list[str]) -> str:
    """Their words; none that another one begins with, because it is found by that."""
    known = [word.lower() for word in WORD.findall(name)]
    words = list(dict.fromkeys(word.lower() for phrase in phrases for word in WORD.findall(phrase)))
    longer = lambda word: any(other != word and other.startswith(word) for other in words + known)
    return " ".join(word for word in words if word not in known and not longer(word))


def line(emoji: str, entry: dict, named: bool) -> str:
    name = entry["tts"][0]
    return "\t".join([emoji, name if named else "", keywords(name, entry.get("default", []))])


def main(crate: str, *packages: str) -> None:
    # The crate has the English names itself.
    for language, named in (("en", False), ("ru", True)):
        known = {}
        for package in packages:
            known |= annotations(package, language)
        found = [(emoji, known.get(emoji.replace(SELECTOR, ""))) for emoji in emoji_of(crate)]
        lines = [line(emoji, entry, named) for emoji, entry in found if entry]
        table = Path(__file__).with_name(f"{language}.tsv")
        table.write_text("".join(f"{it}\n" for it in lines if not it.endswith("\t\t")), "utf-8")


main(*sys.argv[1:])
