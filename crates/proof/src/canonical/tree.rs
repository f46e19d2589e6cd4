//! What JSON can say, before it is known whether canonical JSON can say it.

use super::{CanonicalError, MAX_DEPTH};

/// A JSON value. Objects keep their members as they came, equal keys included.
#[derive(Debug)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    /// Within ±[`MAX_INTEGER`](super::MAX_INTEGER).
    Integer(i64),
    /// Any other number, as it is written.
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// How many more levels of arrays and objects there may be.
#[derive(Clone, Copy)]
pub(super) struct Levels(usize);

impl Levels {
    /// The levels that a document may have.
    pub(super) const ALL: Self = Self(MAX_DEPTH);

    /// The levels left inside one more array or object, if it may be there at all.
    pub(super) fn enter(self) -> Result<Self, CanonicalError> {
        match self.0.checked_sub(1) {
            Some(levels) => Ok(Self(levels)),
            None => Err(CanonicalError::TooDeep),
        }
    }
}
