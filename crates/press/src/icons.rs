//! The small signs beside words, drawn on a field of 24 units.

use norven_proof::record::Outcome;

use crate::mark::{Area, Mark, Node};
use crate::style::{FAIL, PASS, QUIET, Rgb, WHITE};

/// Width and height of a sign.
pub(crate) const SIDE: f32 = 9.6;

/// The sign of an outcome and the colour of the word beside it. An outcome that does not count
/// has none.
///
/// Failing is the one filled sign: it stands out on paper without colour too.
pub(crate) fn outcome(outcome: Outcome, x: f32, y: f32) -> Vec<Mark> {
    let at = |px: f32, py: f32| Node::To((x + px * SIDE / 24.0, y + py * SIDE / 24.0));
    let stroke = |path: &[(f32, f32)], width: f32, colour: Rgb| Mark::Stroke {
        path: path.iter().map(|(px, py)| at(*px, *py)).collect(),
        width,
        colour,
    };
    match outcome {
        Outcome::Pass => vec![stroke(&[(4.0, 12.5), (9.0, 17.5), (20.0, 6.5)], 1.2, PASS)],
        Outcome::Fail => vec![
            Mark::Fill { area: Area::new(x, y, SIDE, SIDE).rounded(SIDE / 2.0), colour: FAIL },
            stroke(&[(8.0, 8.0), (16.0, 16.0)], 1.2, WHITE),
            stroke(&[(16.0, 8.0), (8.0, 16.0)], 1.2, WHITE),
        ],
        Outcome::NotApplicable => vec![stroke(&[(5.0, 12.0), (19.0, 12.0)], 1.1, QUIET)],
        Outcome::Neutral => Vec::new(),
    }
}

/// The colour of the word beside the sign.
pub(crate) const fn colour(outcome: Outcome) -> Rgb {
    match outcome {
        Outcome::Pass => PASS,
        Outcome::Fail => FAIL,
        Outcome::NotApplicable => QUIET,
        Outcome::Neutral => crate::style::INK,
    }
}

/// An arrow before an action.
pub(crate) fn arrow(x: f32, y: f32) -> Vec<Mark> {
    let at = |px: f32, py: f32| Node::To((x + px * SIDE / 24.0, y + py * SIDE / 24.0));
    let stroke = |path: Vec<Node>| Mark::Stroke { path, width: 0.9, colour: QUIET };
    vec![stroke(vec![at(4.0, 12.0), at(20.0, 12.0)]), stroke(vec![at(14.0, 6.0), at(20.0, 12.0), at(14.0, 18.0)])]
}
