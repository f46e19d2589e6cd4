//! Names that say what a test has them say.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use norven::platform::dns::{Names, Texts};

/// The TXT records of names.
#[derive(Debug, Default)]
pub struct KnownNames(Mutex<BTreeMap<String, Vec<String>>>);

impl KnownNames {
    /// Has a name say something.
    pub fn say(&self, name: &str, text: &str) {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.entry(name.to_owned()).or_default().push(text.to_owned());
    }
}

impl Names for KnownNames {
    fn texts<'a>(&'a self, name: &'a str) -> Texts<'a> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        Box::pin(async move { Ok(found.unwrap_or_default()) })
    }
}
