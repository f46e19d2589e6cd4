//! Signatures for people who do not exist: a scrawl that depends on the name.

use norven_proof::record::Stroke;

/// Steps of a stroke.
const STEPS: u32 = 60;

/// A drawn signature for a name: loops whose number and height come from its letters.
pub fn scribble(name: &str) -> Vec<Stroke> {
    name.split_whitespace()
        .enumerate()
        .map(|(word, letters)| {
            let seed = letters.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
            let left = 90 + u32::try_from(word).unwrap_or_default() * 420;
            Stroke((0..STEPS).map(|step| point(seed, left, step)).collect())
        })
        .collect()
}

fn point(seed: u32, left: u32, step: u32) -> [u32; 3] {
    let at = f64::from(step) / f64::from(STEPS - 1);
    let loops = 3.0 + f64::from(seed % 3);
    let phase = f64::from(seed % 628) / 100.0;
    // A capital first, then smaller letters that run out to the right.
    let height = 120.0 * (1.0 - 0.65 * at) * (1.0 + 0.25 * (phase + at * 9.0).sin());
    let angle = at * loops * std::f64::consts::TAU + phase;
    let x = f64::from(left) + at * 330.0 + 34.0 * angle.cos() * (1.0 - 0.4 * at);
    let y = 215.0 - height * angle.sin() * 0.9 + 14.0 * at;
    // Slower at the turns, and so broader.
    let width = 18.0 + 14.0 * angle.sin().abs();
    [clamp(x, Stroke::FIELD_WIDTH), clamp(y, Stroke::FIELD_HEIGHT), width as u32]
}

fn clamp(value: f64, limit: u32) -> u32 {
    value.clamp(0.0, f64::from(limit)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_lies_in_the_field() {
        for name in ["Lucía Fernández", "Tom Marsh", "X"] {
            for [x, y, _] in scribble(name).into_iter().flat_map(|stroke| stroke.0) {
                assert!(x <= Stroke::FIELD_WIDTH && y <= Stroke::FIELD_HEIGHT);
            }
        }
    }
}
