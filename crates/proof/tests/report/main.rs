//! Reports: sealed here, verified here, and attacked in every way that anybody thought of.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod attacks;
mod exhaustive;
mod genuine;
mod malleability;
mod random;
mod sealing;
mod signing;
mod support;
mod vectors;
