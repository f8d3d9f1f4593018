"""The colours of tokens.css as numbers, in either theme."""

import re
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

from hallway.design import assets

TOKENS = assets.ROOT / "css" / "tokens.css"
THEMES = ("light", "dark")
_DECLARED = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")


@dataclass(frozen=True, slots=True)
class Colour:
    """Linear sRGB, each part from 0 to 1."""

    red: float
    green: float
    blue: float

    @property
    def luminance(self) -> float:
        """WCAG 2.2, relative luminance."""
        return 0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue


def declared(text: str) -> dict[str, str]:
    """The custom properties of the first rule of a style sheet, by name."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    first = text[: text.index("\n  }\n")]
    return dict(_DECLARED.findall(first))


def colour(value: str, theme: str, tokens: dict[str, str]) -> Colour:
    """What a value of tokens.css looks like in a theme."""
    value = value.strip()
    if value.startswith("light-dark("):
        return colour(_halves(value)[THEMES.index(theme)], theme, tokens)
    if value.startswith("var("):
        return colour(tokens[value[4:-1]], theme, tokens)
    match = _OKLCH.fullmatch(value)
    if match is None:
        raise ValueError(value)
    lightness, chroma, hue = map(float, match.groups())
    return _from_oklch(lightness, chroma, hue)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2, contrast ratio: 1 to 21."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def token(name: str, theme: str) -> Colour:
    """The colour of a role in a theme."""
    tokens = declared(Path(TOKENS).read_text(encoding="utf-8"))
    return colour(tokens[f"--{name}"], theme, tokens)


def _halves(value: str) -> tuple[str, str]:
    inner, depth = value[len("light-dark(") : -1], 0
    for index, character in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            return inner[:index], inner[index + 1 :]
    raise ValueError(value)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    # CSS Color 4, 10.? "Sample code": OKLab to linear sRGB, clipped to the gamut.
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return Colour(*(min(1.0, max(0.0, part)) for part in parts))
