#!/usr/bin/env python3
"""Cuts the faces of other scripts out of their families.

    npm pack @expo-google-fonts/noto-sans-{arabic,hebrew,thai,devanagari} @expo-google-fonts/noto-emoji
    pip install fonttools
    python3 subset_scripts.py FOLDER        # which holds noto-sans-arabic/package, … as unpacked

Unlike Inter these are shaped, so they keep what shaping needs of OpenType layout. A report embeds only
the glyphs it uses.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

JOINERS = [0x200C, 0x200D, 0x25CC]
SCRIPTS = {
    "Arabic": [*range(0x600, 0x700), *range(0x750, 0x780), 0xFD3E, 0xFD3F, 0xFDF2, 0xFDFA, 0xFDFB, 0xFDFC, *JOINERS],
    "Hebrew": [*range(0x591, 0x5F5), 0x20AA, *range(0xFB1D, 0xFB50), *JOINERS],
    "Thai": [*range(0xE01, 0xE5C), 0x25CC],
    "Devanagari": [*range(0x900, 0x980), *range(0xA8E0, 0xA900), *range(0x1CD0, 0x1CFB), 0x20B9, *JOINERS],
}
FEATURES = """ccmp locl init medi fina isol rlig rclt liga calt mark mkmk kern curs rtlm dist abvm blwm
nukt akhn rphf rkrf pref blwf abvf half pstf vatu cjct pres abvs blws psts haln""".split()


def cut(source, target, codepoints=None):
    font = TTFont(source)
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 5, 6, 13, 14, 16, 17]
    options.drop_tables += ["STAT", "gasp", "prep", "GlyphOrder", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints or [c for c in font.getBestCmap() if c >= 0x20])
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target}: {Path(target).stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


def main(folder):
    here, folder = Path(__file__).parent, Path(folder)
    for script, codepoints in SCRIPTS.items():
        package = folder / f"noto-sans-{script.lower()}" / "package"
        for weight in ("400Regular", "600SemiBold"):
            name = f"NotoSans{script}"
            cut(package / weight / f"{name}_{weight}.ttf", here / f"{name}-{weight[3:]}.ttf", codepoints)
        shutil.copyfile(package / "LICENSE_FONT", here / f"NotoSans{script}-OFL.txt")
    package = folder / "noto-emoji" / "package"
    cut(package / "400Regular/NotoEmoji_400Regular.ttf", here / "NotoEmoji-Regular.ttf")
    shutil.copyfile(package / "LICENSE_FONT", here / "NotoEmoji-OFL.txt")


main(*sys.argv[1:])
