//! Shaping: from letters to glyphs with their places.

use harfrust::{Buffer, BufferFlags, ClusterLevel, Direction, ShapeOptions, ShaperFont};

use crate::faces::ScriptFace;

/// A glyph on its way into a line. Measures are in thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    /// Where in the text the letters begin that it stands for.
    pub(crate) cluster: usize,
    pub(crate) advance: f32,
    /// Distance from the pen.
    pub(crate) offset: (f32, f32),
}

/// Shapes a text in one face and one direction. The glyphs come in the order in which they stand, from the left.
pub(crate) fn shape(face: &ScriptFace, text: &str, rightward: bool) -> Vec<Glyph> {
    let font = ShaperFont::new(&face.font);
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(if rightward { Direction::LeftToRight } else { Direction::RightToLeft });
    buffer.guess_segment_properties();
    buffer.set_cluster_level(ClusterLevel::MonotoneCharacters);
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    if harfrust::shape(&font, &mut buffer, ShapeOptions::new()).is_err() {
        return Vec::new();
    }
    let em = f32::from(face.font.units_per_em());
    let measure = |units: i32| (units as f32 * 1000.0 / em).round();
    let glyphs = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
    let glyphs = glyphs.filter_map(|(info, place)| {
        Some(Glyph {
            id: u16::try_from(info.glyph_id).ok()?,
            cluster: usize::try_from(info.cluster).ok()?,
            advance: measure(place.x_advance),
            offset: (measure(place.x_offset), measure(place.y_offset)),
        })
    });
    glyphs.collect()
}
