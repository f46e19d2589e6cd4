//! Photos whose bytes are on their way: one try at a time sends a photo.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use crate::ids::{OrgId, PhotoId};

/// A photo is one within its organisation: another may have the same id.
type Photo = (OrgId, PhotoId);

/// The tries whose bytes are on their way. There is one at most for each request that is being served.
#[derive(Default)]
pub struct Tries {
    running: Arc<Mutex<HashSet<Photo>>>,
}

/// A try. When this is dropped, the next one may begin.
pub struct Try {
    photo: Photo,
    running: Arc<Mutex<HashSet<Photo>>>,
}

impl Tries {
    /// Begins a try, unless another one sends the same photo.
    #[must_use]
    pub fn begin(&self, org: OrgId, photo: PhotoId) -> Option<Try> {
        let photo = (org, photo);
        let begun = self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(photo);
        begun.then(|| Try { photo, running: Arc::clone(&self.running) })
    }
}

impl Drop for Try {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.photo);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ORG: OrgId = OrgId(Uuid::from_u128(1));
    const PHOTO: PhotoId = PhotoId(Uuid::from_u128(2));

    #[test]
    fn a_photo_is_sent_by_one_try_at_a_time_and_others_beside_it() {
        let tries = Tries::default();
        let first = tries.begin(ORG, PHOTO).expect("nobody sends it");
        assert!(tries.begin(ORG, PHOTO).is_none(), "it is being sent");
        let other = tries.begin(ORG, PhotoId(Uuid::from_u128(3)));
        let elsewhere = tries.begin(OrgId(Uuid::from_u128(4)), PHOTO);
        assert!(other.is_some() && elsewhere.is_some(), "another photo, and another organisation's");
        drop(first);
        let again = tries.begin(ORG, PHOTO);
        assert!(again.is_some(), "the next one may");
        drop((again, other, elsewhere));
        assert!(tries.running.lock().expect("tries").is_empty(), "what is over is forgotten");
    }

    #[test]
    fn a_try_that_ends_in_a_panic_is_over_too() {
        fn fails(_try: Try) {
            panic!("a mistake while a photo comes");
        }
        let tries = Tries::default();
        let first = tries.begin(ORG, PHOTO).expect("nobody sends it");
        assert!(std::thread::spawn(move || fails(first)).join().is_err());
        assert!(tries.begin(ORG, PHOTO).is_some());
    }
}
