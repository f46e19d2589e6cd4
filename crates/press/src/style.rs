//! Page, colours and type: every measure of the design, in points.

use crate::fonts::Face;

/// An sRGB colour.
pub(crate) type Rgb = [u8; 3];

/// Text, strong rules.
pub(crate) const INK: Rgb = [21, 27, 36];
/// Text of second rank.
pub(crate) const QUIET: Rgb = [80, 86, 94];
/// Hairlines.
pub(crate) const LINE: Rgb = [216, 219, 224];
/// Ground of boxes.
pub(crate) const SUNKEN: Rgb = [243, 242, 238];
/// It passes.
pub(crate) const PASS: Rgb = [25, 112, 55];
/// It fails.
pub(crate) const FAIL: Rgb = [179, 35, 34];
/// Paper.
pub(crate) const WHITE: Rgb = [255, 255, 255];

/// The contrast that text needs on its ground (WCAG 2.2, AA).
const CONTRAST: f32 = 4.5;

/// An organisation's colour, darkened until it can be read on paper.
pub(crate) fn accent(colour: Rgb) -> Rgb {
    let shades = (0..=100_u16).rev().map(|part| colour.map(|c| u8::try_from(u16::from(c) * part / 100).unwrap_or(0)));
    shades.into_iter().find(|shade| 1.05 / (luminance(*shade) + 0.05) >= CONTRAST).unwrap_or(INK)
}

/// Relative luminance as WCAG defines it.
fn luminance(colour: Rgb) -> f32 {
    let [r, g, b] = colour.map(|part| {
        let part = f32::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// A4.
pub(crate) const PAGE_WIDTH: f32 = 595.276;
/// A4.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
/// Left edge of the text.
pub(crate) const LEFT: f32 = 45.0;
/// Right edge of the text.
pub(crate) const RIGHT: f32 = PAGE_WIDTH - LEFT;
/// Width of the text.
pub(crate) const MEASURE: f32 = RIGHT - LEFT;
/// Where the text of the cover begins, from the top.
pub(crate) const COVER_TOP: f32 = 51.0;
/// Where the text of any other page begins.
pub(crate) const TOP: f32 = 69.0;
/// Where the text of any page ends.
pub(crate) const BOTTOM: f32 = PAGE_HEIGHT - 66.0;
/// Rule above the footer.
pub(crate) const FOOTER: f32 = PAGE_HEIGHT - 50.0;
/// Width of hairlines.
pub(crate) const HAIR: f32 = 0.6;
/// Indent of everything that stands beside a number.
pub(crate) const INDENT: f32 = 27.0;

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f32,
    /// Distance from baseline to baseline.
    pub(crate) leading: f32,
    /// Extra space between letters, in thousandths of an em.
    pub(crate) tracking: f32,
    pub(crate) colour: Rgb,
    /// Slanted, as a typed signature is.
    pub(crate) slanted: bool,
}

impl Style {
    const fn new(face: Face, size: f32, leading: f32, tracking: f32, colour: Rgb) -> Self {
        Self { face, size, leading, tracking, colour, slanted: false }
    }

    /// The same in another colour.
    pub(crate) const fn coloured(self, colour: Rgb) -> Self {
        Self { colour, ..self }
    }
}

/// Text.
pub(crate) const BODY: Style = Style::new(Face::Regular, 9.75, 14.1, 0.0, INK);
/// Text of second rank: notes, labels.
pub(crate) const NOTE: Style = BODY.coloured(QUIET);
/// Emphasised text.
pub(crate) const STRONG: Style = Style::new(Face::SemiBold, 9.75, 14.1, 0.0, INK);
/// Text in boxes.
pub(crate) const BOX: Style = Style::new(Face::Regular, 9.0, 13.0, 0.0, INK);
/// Emphasised text in boxes.
pub(crate) const BOX_STRONG: Style = Style::new(Face::SemiBold, 9.0, 13.0, 0.0, INK);
/// Small print: consent texts, origins.
pub(crate) const SMALL: Style = Style::new(Face::Regular, 8.25, 11.6, 0.0, QUIET);
/// Captions of photos.
pub(crate) const CAPTION: Style = Style::new(Face::Regular, 7.2, 9.6, 5.0, QUIET);
/// Name of the organisation.
pub(crate) const MASTHEAD: Style = Style::new(Face::Bold, 14.25, 19.0, -18.0, INK);
/// Title of the report.
pub(crate) const TITLE: Style = Style::new(Face::Bold, 25.5, 29.5, -24.0, INK);
/// The place below the title.
pub(crate) const SUBTITLE: Style = Style::new(Face::Regular, 12.0, 17.0, -3.0, QUIET);
/// The score.
pub(crate) const SCORE: Style = Style::new(Face::Bold, 34.5, 36.0, -28.0, INK);
/// Headings.
pub(crate) const HEADING: Style = Style::new(Face::SemiBold, 11.25, 16.0, -6.0, INK);
/// Running header and footer.
pub(crate) const FURNITURE: Style = Style::new(Face::Regular, 6.9, 9.4, 6.0, QUIET);
/// A digest in full.
pub(crate) const DIGEST: Style = Style::new(Face::Hex, 6.7, 9.4, 0.0, QUIET);
/// A typed signature.
pub(crate) const TYPED: Style = Style { slanted: true, ..Style::new(Face::Regular, 18.0, 22.0, -10.0, INK) };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_reads_well_stays_and_a_light_one_is_darkened_until_it_does() {
        assert_eq!(accent([185, 71, 43]), [185, 71, 43]);
        for light in [[255, 255, 255], [255, 222, 0], [120, 220, 255]] {
            let shade = accent(light);
            assert!(1.05 / (luminance(shade) + 0.05) >= CONTRAST, "{shade:?}");
            assert!(1.05 / (luminance(shade) + 0.05) < CONTRAST + 0.5, "{shade:?} is darker than it must be");
        }
    }
}
