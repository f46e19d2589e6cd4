//! How large a photo may be, and how large a smaller one is.

/// Most bytes in a photo.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// Most pixels in a photo.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Longest side of what is shown.
pub const SHOWN_SIDE: u32 = 2048;

/// The size at which a picture's longest side is no longer than is wished. The shorter side is a whole number of pixels
/// first, and the longer follows from it, so that a picture like a thread is as slim as it was; one that would be slimmer
/// than a pixel stays longer.
#[must_use]
pub fn fitted((width, height): (u32, u32), longest: u32) -> (u32, u32) {
    let (long, short) = (u64::from(width.max(height)), u64::from(width.min(height)));
    if long <= u64::from(longest) || short == 0 {
        return (width, height);
    }
    let slim = (short * u64::from(longest) / long).max(1);
    let side = |side: u64| u32::try_from(((side * slim * 2 + short) / (short * 2)).max(1)).unwrap_or(longest);
    (side(u64::from(width)), side(u64::from(height)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_picture_of_any_proportions_keeps_them_when_it_is_made_smaller() {
        for (size, expected) in [
            ((4032, 3024), (2048, 1536)),
            ((16, 6000), (5, 1875)),
            ((6000, 16), (1875, 5)),
            ((9600, 400), (2040, 85)),
            ((1, 1), (1, 1)),
            ((2048, 9), (2048, 9)),
            // Slimmer than a pixel it cannot be.
            ((1, 65_535), (1, 65_535)),
            ((3, 65_535), (1, 21_845)),
        ] {
            assert_eq!(fitted(size, SHOWN_SIDE), expected, "{size:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_made_smaller_fits_and_keeps_its_shape(width in 1_u32..30_000, height in 1_u32..30_000, longest in 640_u32..4096) {
            let (to_width, to_height) = fitted((width, height), longest);
            prop_assert!(to_width.max(to_height) <= longest || to_width.min(to_height) == 1);
            let (before, after) = (f64::from(width) / f64::from(height), f64::from(to_width) / f64::from(to_height));
            let long = f64::from(to_width.max(to_height));
            prop_assert!((after / before - 1.0).abs() <= 1.0 / long, "{before} became {after}");
        }
    }
}
