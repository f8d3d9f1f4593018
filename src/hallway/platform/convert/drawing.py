"""Draws pictures of a PDF or a picture: `drawing.py SOURCE KIND FIRST MANY`.

A program of its own, run with limits in an empty folder; it imports nothing of ours.
KIND is `pdf`, `picture` (a small one alone) or `drawn` (also a large one).  What is
done is said at once, a line of JSON each, so that what is made before an end is kept.
"""

import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageOps

THUMB, PAGE = 480, 1500
"""Pixels of the longer side of a small picture; of the width of a page."""
TALLEST, PAGE_PIXELS = 6000, 6_000_000
MOST_PIXELS = 100_000_000
LONGEST_TEXT = 20_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")


def say(**facts: object) -> None:
    """Tell what is done."""
    print(json.dumps(facts), flush=True)  # noqa: T201 - it is what this program says


def keep(picture: Image.Image, kind: str, **facts: object) -> None:
    """Write a picture beside us and say so."""
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.save(f"{kind}.webp", "WEBP", quality=82, method=3)
    say(kind=kind, width=picture.width, height=picture.height, **facts)


def small(picture: Image.Image) -> Image.Image:
    """A small copy."""
    made = picture.copy()
    made.thumbnail((THUMB, THUMB))
    return made


def draw_picture(source: str, kind: str) -> None:
    """Draw a picture: its first frame, upright."""
    with Image.open(source, formats=FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            say(problem="too-large")
            return
        side = THUMB if kind == "picture" else PAGE
        opened.draft("RGB", (side, side))
        picture = ImageOps.exif_transpose(opened)
        if picture.mode not in ("RGB", "RGBA", "L"):
            has_holes = "transparency" in picture.info or picture.mode in ("LA", "PA")
            picture = picture.convert("RGBA" if has_holes else "RGB")
        picture.thumbnail((side, side * 4))
    say(kind="document", pages=1, width=width, height=height)
    keep(small(picture), "thumb")
    if kind == "drawn":
        keep(picture, "page-1")


def draw_page(page: Any) -> Image.Image:
    """Draw a page of a PDF, whatever size it says it has."""
    width, height = max(page.get_width(), 1.0), max(page.get_height(), 1.0)
    scale = min(PAGE / width, TALLEST / height, (PAGE_PIXELS / width / height) ** 0.5)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn


def draw_pdf(source: str, first: int, many: int) -> None:
    """Draw some pages of a PDF, and of its first a small picture."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        is_kept = "password" in str(error).lower() or "security" in str(error).lower()
        say(problem="encrypted" if is_kept else "broken")
        return
    pages = len(document)
    say(kind="document", pages=pages)
    for number in range(first, min(first + many, pages + 1)):
        try:
            page = document[number - 1]
            drawn = draw_page(page)
            text = page.get_textpage().get_text_range(errors="ignore")[:LONGEST_TEXT]
        except (pypdfium2.PdfiumError, ValueError):
            say(kind=f"page-{number}", problem="broken")
            continue
        if number == 1:
            keep(small(drawn), "thumb")
        keep(drawn, f"page-{number}", text=text)


def main() -> None:
    """Draw what is asked for."""
    source, kind, first, many = sys.argv[1:5]
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        if kind == "pdf":
            draw_pdf(source, int(first), int(many))
        else:
            draw_picture(source, kind)
    except MemoryError:
        say(problem="too-large")
    except Image.DecompressionBombError:
        say(problem="too-large")
    except Exception:  # noqa: BLE001 - decoders raise whatever they meet
        say(problem="broken")


if __name__ == "__main__":
    main()
