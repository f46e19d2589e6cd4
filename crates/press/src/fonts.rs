//! The faces of a report, parsed once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use norven_proof::digest::Digest;
use printpdf::{FontId, ParsedFont};

use crate::PressError;
use crate::deflate::deflated_once;
use crate::faces::FaceUsed;

/// Shown where a face has no glyph for a character, so that nothing vanishes silently.
pub(crate) const MISSING: char = '□';

/// A face of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    /// Inter Regular.
    Regular,
    /// Inter SemiBold.
    SemiBold,
    /// Inter Bold.
    Bold,
    /// JetBrains Mono, the sixteen hexadecimal digits only.
    Hex,
}

impl Face {
    /// Every face.
    pub(crate) const ALL: [Self; 4] = [Self::Regular, Self::SemiBold, Self::Bold, Self::Hex];

    /// The face's PostScript name, under which the PDF embeds it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Regular => "Inter-Regular",
            Self::SemiBold => "Inter-SemiBold",
            Self::Bold => "Inter-Bold",
            Self::Hex => "JetBrainsMono-Hex",
        }
    }

    /// The name as a resource of the document.
    pub(crate) fn id(self) -> FontId {
        FontId(self.name().to_owned())
    }

    /// The face's file.
    pub(crate) const fn program(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../fonts/Inter-Regular.ttf"),
            Self::SemiBold => include_bytes!("../fonts/Inter-SemiBold.ttf"),
            Self::Bold => include_bytes!("../fonts/Inter-Bold.ttf"),
            Self::Hex => include_bytes!("../fonts/JetBrainsMono-Hex.ttf"),
        }
    }
}

/// The faces, ready to measure with and to embed.
pub(crate) struct Fonts {
    fonts: BTreeMap<Face, Font>,
}

/// One parsed face.
pub(crate) struct Font {
    /// The face as printpdf knows it.
    pub(crate) parsed: ParsedFont,
    /// The font program as the PDF embeds it; deflating it is by far the dearest part of a small
    /// report, so it is done once.
    pub(crate) deflated: Vec<u8>,
    /// Distance from the baseline to the top and to the bottom of a line, in em.
    pub(crate) ascent: f32,
    /// See `ascent`; positive.
    pub(crate) descent: f32,
    kerning: Kerning,
}

static FONTS: LazyLock<Option<Fonts>> = LazyLock::new(Fonts::parse);

impl Fonts {
    /// The fonts of this crate, parsed on first use.
    pub(crate) fn get() -> Result<&'static Self, PressError> {
        FONTS.as_ref().ok_or(PressError::Fonts)
    }

    fn parse() -> Option<Self> {
        let fonts = Face::ALL.into_iter().map(|face| Some((face, Font::parse(face)?)));
        Some(Self { fonts: fonts.collect::<Option<_>>()? })
    }

    /// The font of a face.
    pub(crate) fn font(&self, face: Face) -> &Font {
        &self.fonts[&face]
    }
}

impl Font {
    fn parse(face: Face) -> Option<Self> {
        let program = face.program();
        let parsed = ParsedFont::from_bytes(program, 0, &mut Vec::new())?;
        let em = f32::from(parsed.units_per_em);
        // Every text face must be able to show that it lacks a glyph.
        if face != Face::Hex {
            parsed.lookup_glyph_index(u32::from(MISSING))?;
        }
        Some(Self {
            deflated: deflated_once(program).ok()?,
            ascent: f32::from(parsed.font_metrics.ascent) / em,
            descent: -f32::from(parsed.font_metrics.descent) / em,
            kerning: Kerning::parse(program, parsed.units_per_em),
            parsed,
        })
    }

    /// Whether the face can show `character`.
    pub(crate) fn has(&self, character: char) -> bool {
        self.parsed.lookup_glyph_index(u32::from(character)).is_some()
    }

    fn glyph(&self, character: char) -> u16 {
        self.parsed.lookup_glyph_index(u32::from(character)).unwrap_or_default()
    }

    /// Width of a character in thousandths of an em, exactly as the PDF states it.
    pub(crate) fn advance(&self, character: char) -> f32 {
        let units = self.parsed.get_glyph_width(self.glyph(character)).unwrap_or_default();
        (f32::from(units) * 1000.0 / f32::from(self.parsed.units_per_em)).trunc()
    }

    /// What to add between two characters, in thousandths of an em.
    pub(crate) fn kern(&self, left: char, right: char) -> f32 {
        self.kerning.between(self.glyph(left), self.glyph(right))
    }
}

/// The faces that every report embeds.
pub(crate) fn used() -> impl Iterator<Item = FaceUsed> {
    Face::ALL.into_iter().map(|face| FaceUsed { name: face.name().to_owned(), sha256: Digest::of(face.program()) })
}

/// The pairs of a `kern` table (version 0, format 0), read where they lie.
struct Kerning {
    pairs: &'static [[u8; 6]],
    /// Where the pairs of each left glyph begin and end: text asks for every two characters.
    of_left: Vec<(u32, u32)>,
    units_per_em: f32,
}

impl Kerning {
    fn parse(program: &'static [u8], units_per_em: u16) -> Self {
        let pairs = kern_pairs(program).unwrap_or_default();
        let mut of_left = Vec::new();
        let mut at = 0;
        for run in pairs.chunk_by(|a, b| left(a) == left(b)) {
            let next = at + u32::try_from(run.len()).unwrap_or_default();
            let glyph = run.first().map(left).map_or(0, usize::from);
            if of_left.len() <= glyph {
                of_left.resize(glyph + 1, (0, 0));
            }
            of_left[glyph] = (at, next);
            at = next;
        }
        Self { pairs, of_left, units_per_em: f32::from(units_per_em) }
    }

    fn between(&self, left: u16, right: u16) -> f32 {
        let found = self.of_left.get(usize::from(left)).and_then(|(from, to)| {
            let pairs = self.pairs.get(usize::try_from(*from).ok()?..usize::try_from(*to).ok()?)?;
            let at = pairs.binary_search_by_key(&right, |[_, _, a, b, ..]| u16::from_be_bytes([*a, *b])).ok()?;
            pairs.get(at)
        });
        found.map_or(0.0, |[.., high, low]| {
            (f32::from(i16::from_be_bytes([*high, *low])) * 1000.0 / self.units_per_em).round()
        })
    }
}

fn left([a, b, ..]: &[u8; 6]) -> u16 {
    u16::from_be_bytes([*a, *b])
}

/// Finds the pairs: sfnt directory, table header (4 bytes), subtable header (6), pair header (8).
fn kern_pairs(program: &'static [u8]) -> Option<&'static [[u8; 6]]> {
    let count = u16::from_be_bytes(*program.get(4..)?.first_chunk()?);
    let (records, _) = program.get(12..)?.as_chunks::<16>();
    let record = records.iter().take(count.into()).find(|record| record.starts_with(b"kern"))?;
    let offset = u32::from_be_bytes(*record[8..].first_chunk()?);
    let subtable = program.get(usize::try_from(offset).ok()? + 10..)?;
    let pairs = u16::from_be_bytes(*subtable.first_chunk()?);
    subtable.get(8..)?.as_chunks().0.get(..pairs.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kerning_pulls_a_and_v_together_and_leaves_n_and_o_alone() {
        let fonts = Fonts::get().expect("the fonts parse");
        let bold = fonts.font(Face::Bold);
        assert!(bold.kern('A', 'V') < -30.0);
        assert_eq!(bold.kern('n', 'o'), 0.0);
    }

    #[test]
    fn every_text_face_has_the_letters_of_european_languages() {
        let fonts = Fonts::get().expect("the fonts parse");
        for face in [Face::Regular, Face::SemiBold, Face::Bold] {
            for character in "áéíóúüñ¿¡çœßæøåłžőţğΑθήναЖщыї–—…·№€½²→✓✗□".chars()
            {
                assert!(fonts.font(face).has(character), "{face:?} lacks {character}");
            }
        }
    }
}
