#!/usr/bin/env python3
"""Cuts the fonts of the report out of their full families.

    npm pack @expo-google-fonts/inter @expo-google-fonts/jetbrains-mono    # unpack each
    pip install fonttools
    python3 subset.py INTER_FOLDER JETBRAINS_MONO_FOLDER

A report embeds its fonts whole, so they hold only what a report may print: Latin, Greek and
Cyrillic, punctuation, and a few signs. The page setter does no shaping, so what it wants of OpenType
layout is put into plain tables here: the letter forms the product uses everywhere (Inter's cv05,
cv11 and ss03) become the default ones, and kerning becomes a `kern` table for the characters most
texts consist of.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

TEXT = [
    *range(0x20, 0x7F),  # Basic Latin
    *range(0xA0, 0x100),  # Latin-1
    *range(0x100, 0x180),  # Latin Extended-A
    *range(0x1CD, 0x1DD), 0x1E6, 0x1E7, *range(0x1F8, 0x220), 0x192,  # of Latin Extended-B
    0x2BB, 0x2BC, *range(0x2C6, 0x2DE),  # modifier letters
    *range(0x300, 0x30D), 0x31B, 0x323, 0x326, 0x327, 0x328,  # combining marks
    *range(0x370, 0x400),  # Greek
    *range(0x400, 0x460), *range(0x490, 0x4C0), *range(0x4D0, 0x4FA),  # Cyrillic
    *range(0x1E00, 0x1F00),  # Latin Extended Additional (Welsh, Vietnamese, …)
    *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044,  # punctuation
    *range(0x2002, 0x200B), 0x202F,  # spaces
    0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A),  # superior and inferior figures
    *range(0x20A0, 0x20C0),  # currency
    0x2103, 0x2109, 0x2113, 0x2116, 0x2122, 0x2126, 0x212E, *range(0x2150, 0x215F),  # letterlike
    *range(0x2190, 0x219A),  # arrows
    0x2205, 0x2212, 0x2215, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265,  # mathematics
    0x25A0, 0x25A1, 0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25CB, 0x25CF,  # shapes; □ is "no glyph"
    0x26A0, 0x2713, 0x2717,  # ⚠ ✓ ✗
]
KERNED = [chr(c) for c in (*range(0x20, 0x7F), *range(0xC0, 0x100), *map(ord, "¿¡«»‘’“”–—·"))]
FORMS = ("cv05", "cv11", "ss03")
# Smaller corrections than this, in thousandths of an em, nobody sees in print.
SMALLEST_KERN = 12


def choose_forms(font):
    """Maps characters straight to the glyphs that FORMS would substitute."""
    gsub = font["GSUB"].table
    forms = {}
    for tag in FORMS:
        feature = next(f for f in gsub.FeatureList.FeatureRecord if f.FeatureTag == tag)
        for index in feature.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                forms.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code, name in table.cmap.items():
                table.cmap[code] = forms.get(name, name)


def kerning(font):
    """Pairs of glyph names with their correction in font units, read from GPOS."""
    cmap = font.getBestCmap()
    names = [cmap[ord(c)] for c in KERNED if ord(c) in cmap]
    wanted = set(names)
    gpos = font["GPOS"].table
    indices = sorted({
        i for f in gpos.FeatureList.FeatureRecord if f.FeatureTag == "kern"
        for i in f.Feature.LookupListIndex
    })
    pairs = {}
    for index in indices:
        found = {}
        for table in gpos.LookupList.Lookup[index].SubTable:
            table = getattr(table, "ExtSubTable", table)
            if type(table).__name__ != "PairPos":
                continue
            firsts = set(table.Coverage.glyphs) & wanted
            if table.Format == 1:
                for glyph, records in zip(table.Coverage.glyphs, table.PairSet):
                    if glyph in wanted:
                        for record in records.PairValueRecord:
                            if record.SecondGlyph in wanted:
                                found.setdefault((glyph, record.SecondGlyph), advance(record.Value1))
            else:
                for left in firsts:
                    row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)].Class2Record
                    for right in wanted:
                        value = advance(row[table.ClassDef2.classDefs.get(right, 0)].Value1)
                        found.setdefault((left, right), value)
        for pair, value in found.items():
            pairs[pair] = pairs.get(pair, 0) + value
    least = SMALLEST_KERN * font["head"].unitsPerEm / 1000
    return {pair: value for pair, value in pairs.items() if abs(value) >= least}


def advance(value):
    return getattr(value, "XAdvance", 0) if value is not None else 0


def cut(source, target, codepoints, text_face):
    font = TTFont(source)
    pairs = {}
    if text_face:
        choose_forms(font)
        pairs = kerning(font)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 5, 6, 13, 14]
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "STAT", "gasp", "prep", "GlyphOrder"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    if pairs:
        table = KernTable_format_0()
        table.coverage, table.apple, table.kernTable = 1, False, pairs
        font["kern"] = newTable("kern")
        font["kern"].version, font["kern"].kernTables = 0, [table]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target}: {Path(target).stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs, {len(pairs)} kerned pairs")


def main(inter, mono):
    here = Path(__file__).parent
    for weight in ("400Regular", "600SemiBold", "700Bold"):
        name = weight[3:]
        cut(Path(inter) / weight / f"Inter_{weight}.ttf", here / f"Inter-{name}.ttf", TEXT, True)
    digits = [ord(c) for c in "0123456789abcdef"]
    cut(Path(mono) / "400Regular/JetBrainsMono_400Regular.ttf", here / "JetBrainsMono-Hex.ttf", digits, False)


main(*sys.argv[1:])
