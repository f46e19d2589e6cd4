//! The faces of scripts that Inter does not have. They are an input of a report, like its record.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use harfrust::font::Blob;
use harfrust::font::name::NameId;
use harfrust::{Font, GlyphId};
use norven_proof::digest::Digest;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::PressError;
use crate::clusters::{Choice, choices};
use crate::fonts::Face;

/// From this weight on a face stands for bold text.
const STRONG: f32 = 600.0;

/// The faces that a report can be set in, in the order in which they are asked for a letter.
#[derive(Clone)]
pub struct Faces(Vec<Arc<ScriptFace>>);

/// A face that a report was set in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaceUsed {
    /// Its PostScript name.
    pub name: String,
    /// SHA-256 of the file it is in.
    pub sha256: Digest,
}

/// A file with faces that the program does not bring along.
pub struct FaceFile {
    /// Its name, for messages.
    pub name: String,
    /// Its bytes: TrueType, OpenType or a collection of these.
    pub bytes: Vec<u8>,
}

/// Where the forms of Han characters are at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    Japan,
    Korea,
    Mainland,
    Elsewhere,
}

/// A face whose text is shaped.
pub(crate) struct ScriptFace {
    pub(crate) name: String,
    pub(crate) sha256: Digest,
    pub(crate) blob: Blob,
    /// Its place in a collection.
    pub(crate) index: u32,
    pub(crate) font: Font,
    family: String,
    strong: bool,
    region: Option<Region>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A weight of Inter, shaped only where marks must find their place on letters.
    Inter(Face),
    Emoji,
    Script,
}

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../fonts/", $name, ".ttf")).as_slice()
    };
}

static BUILT_IN: LazyLock<Option<Faces>> = LazyLock::new(|| {
    let inter = [Face::Regular, Face::SemiBold, Face::Bold].map(|face| (face.program(), Kind::Inter(face)));
    let scripts = [
        file!("NotoSansHebrew-Regular"),
        file!("NotoSansHebrew-SemiBold"),
        file!("NotoSansArabic-Regular"),
        file!("NotoSansArabic-SemiBold"),
        file!("NotoSansThai-Regular"),
        file!("NotoSansThai-SemiBold"),
        file!("NotoSansDevanagari-Regular"),
        file!("NotoSansDevanagari-SemiBold"),
    ];
    let scripts = scripts.into_iter().map(|program| (program, Kind::Script));
    let emoji = [(file!("NotoEmoji-Regular"), Kind::Emoji)];
    let faces =
        inter.into_iter().chain(scripts).chain(emoji).map(|(program, kind)| {
            Some(Arc::new(ScriptFace::parse(&Blob::from(program), Digest::of(program), 0, kind)?))
        });
    Some(Faces(faces.collect::<Option<_>>()?))
});

impl Faces {
    /// The faces that come along: Arabic, Hebrew, Thai, Devanagari and emoji.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn built_in() -> Result<&'static Self, PressError> {
        BUILT_IN.as_ref().ok_or(PressError::Fonts)
    }

    /// The same and those of the files after them, in their order. A file that holds no face is an error, as a face
    /// left out silently would be missed only when a letter is.
    ///
    /// # Errors
    ///
    /// When a file holds no face that can be shaped and embedded.
    pub fn with(&self, files: impl IntoIterator<Item = FaceFile>) -> Result<Self, PressError> {
        let mut faces = self.0.clone();
        for file in files {
            let sha256 = Digest::of(&file.bytes);
            let blob = Blob::from(file.bytes);
            let found = (0..collected(&blob)).map_while(|index| ScriptFace::parse(&blob, sha256, index, Kind::Script));
            // A collection repeats its letters at one width each, for terminals.
            let found: Vec<_> = found.filter(|face| !face.family.contains("Mono")).map(Arc::new).collect();
            if found.is_empty() {
                return Err(PressError::FaceFile(file.name));
            }
            faces.extend(found);
        }
        Ok(Self(faces))
    }

    /// The letters of a text that cannot be printed, each once, in the order of the text.
    #[must_use]
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        let text: String = text.nfc().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
        let clusters = text.graphemes(true).flat_map(|cluster| choices(self, Face::Regular, cluster, Region::Mainland));
        for (part, choice) in clusters {
            for character in part.chars().filter(|_| choice == Choice::Missing) {
                if !missing.contains(&character) {
                    missing.push(character);
                }
            }
        }
        missing
    }

    /// The letters that can be printed, as ranges of code points, first and last.
    #[must_use]
    pub fn coverage(&self) -> Vec<(u32, u32)> {
        let points: BTreeSet<u32> =
            self.0.iter().flat_map(|face| face.font.charmap().unicodes().map(|(point, _)| point)).collect();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for point in points.into_iter().filter(|point| *point >= 0x20) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == point => *last = point,
                _ => ranges.push((point, point)),
            }
        }
        ranges
    }

    pub(crate) fn face(&self, index: usize) -> Option<&ScriptFace> {
        self.0.get(index).map(Arc::as_ref)
    }

    /// The face for letters that belong together: the first that has them all, in the weight wanted.
    pub(crate) fn choose(&self, cluster: &str, wanted: Face, region: Region) -> Option<usize> {
        let strong = wanted != Face::Regular;
        let emoji = cluster.contains('\u{fe0f}');
        let rank = |face: &ScriptFace| {
            let place = match face.kind {
                Kind::Inter(face) if face != wanted => return None,
                Kind::Emoji if emoji => 0,
                _ => 1,
            };
            Some((place, face.region.is_some_and(|home| home != region)))
        };
        let fits = self.0.iter().enumerate().filter(|(_, face)| face.covers(cluster));
        let best = fits.clone().filter_map(|(_, face)| Some((rank(face)?, face))).min_by_key(|(rank, _)| *rank)?.1;
        let family = fits.filter(|(_, face)| face.family == best.family && rank(face).is_some());
        family.min_by_key(|(_, face)| face.strong != strong).map(|(index, _)| index)
    }
}

impl fmt::Debug for Faces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|face| &face.name)).finish()
    }
}

impl ScriptFace {
    fn parse(blob: &Blob, sha256: Digest, index: u32, kind: Kind) -> Option<Self> {
        let font = Font::new(blob.clone(), index)?;
        let name = |ids: &[NameId]| {
            let names = font.names();
            ids.iter().find_map(|id| Some(names.get(*id)?.english_or_first()?.name().to_string()))
        };
        let family = name(&[NameId::TYPOGRAPHIC_FAMILY_NAME, NameId::FAMILY_NAME])?;
        let postscript = name(&[NameId::POSTSCRIPT_NAME])?;
        let strong = font.default_attributes().weight.value() >= STRONG;
        let region = match family.rsplit(' ').next() {
            Some("JP") => Some(Region::Japan),
            Some("KR") => Some(Region::Korea),
            Some("SC") => Some(Region::Mainland),
            Some("TC" | "HK") => Some(Region::Elsewhere),
            _ => None,
        };
        Some(Self { name: postscript, sha256, blob: blob.clone(), index, font, family, strong, region, kind })
    }

    /// Whether the face has every letter of a cluster that is seen.
    fn covers(&self, cluster: &str) -> bool {
        let map = self.font.charmap();
        cluster.chars().all(|c| crate::clusters::is_unseen(c) || map.map_unicode(u32::from(c)).is_some())
    }

    /// How high above the baseline the top and the foot of a glyph are, in thousandths of an em.
    pub(crate) fn ink(&self, id: u16) -> Option<(f32, f32)> {
        let ink = self.font.glyph_metrics().extents(GlyphId::new(u32::from(id)))?;
        let em = f32::from(self.font.units_per_em());
        Some((ink.y_bearing * 1000.0 / em, (ink.y_bearing - ink.height) * 1000.0 / em))
    }

    /// Emoji are drawn larger than the letters beside them.
    pub(crate) fn scale(&self) -> f32 {
        if self.kind == Kind::Emoji { 0.86 } else { 1.0 }
    }

    /// Whether text in it may be slanted as a typed signature is; most scripts know no italics.
    pub(crate) fn may_slant(&self) -> bool {
        matches!(self.kind, Kind::Inter(_))
    }
}

/// Number of faces in a file.
fn collected(bytes: &[u8]) -> u32 {
    let count = bytes.strip_prefix(b"ttcf").and_then(|rest| rest.get(4..)?.first_chunk());
    count.map_or(1, |count| u32::from_be_bytes(*count))
}
