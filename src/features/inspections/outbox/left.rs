//! What is left on a device when nobody has the inspection open.

use crate::ids::InspectionId;

/// What one inspection has on this device that is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Which.
    pub inspection: InspectionId,
    /// Answers, notes and whatever else was done.
    pub changes: usize,
    /// Photos, those that are not made ready yet among them.
    pub photos: usize,
}

impl Left {
    /// Everything that is left, together.
    #[must_use]
    pub fn sum(all: &[Self]) -> (usize, usize) {
        all.iter().fold((0, 0), |(changes, photos), one| (changes + one.changes, photos + one.photos))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_several_inspections_left_is_told_together() {
        let left = |changes, photos| Left { inspection: InspectionId(Uuid::nil()), changes, photos };
        assert_eq!(Left::sum(&[]), (0, 0));
        assert_eq!(Left::sum(&[left(2, 0), left(1, 3)]), (3, 3));
    }
}
