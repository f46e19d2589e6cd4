//! What a record promises beyond its types.

use std::collections::BTreeSet;

use super::{
    Action, Annotation, Core, Identification, Inconsistency, Instant, Method, RECORD_VERSION, Record, RecordError,
    Signature, Stroke,
};
use crate::canonical::CanonicalError;
use crate::digest::Digest;

impl Record {
    /// Whether the record keeps what the format promises beyond its types: a nonce of 32 bytes, a
    /// revision that fits [`Record::supersedes`], real instants, photos that are among the files,
    /// annotations that lie on them, and signatures under this very core and consent.
    ///
    /// # Errors
    /// The first promise that it breaks.
    pub fn check(&self) -> Result<(), RecordError> {
        self.check_over(|| self.core.digest())
    }

    /// The same where the core's digest is known, or found out in another way.
    pub(super) fn check_over(&self, core: impl FnOnce() -> Result<Digest, CanonicalError>) -> Result<(), RecordError> {
        if self.v != RECORD_VERSION {
            return Err(Inconsistency::Version { found: self.v }.into());
        }
        // A nonce is written as a digest is: 32 bytes in lower-case hex.
        if self.nonce.parse::<Digest>().is_err() {
            return Err(Inconsistency::Nonce.into());
        }
        if self.revision == 0 || (self.revision > 1) != self.supersedes.is_some() {
            let revision = self.revision;
            return Err(Inconsistency::Revision { revision }.into());
        }
        check_instant("issued_at", &self.issued_at)?;
        if let Some(at) = self.supersedes.as_ref().and_then(|replaced| replaced.issued_at.as_ref()) {
            check_instant("supersedes.issued_at", at)?;
        }
        if self.core.correction.is_some() && self.supersedes.is_none() {
            return Err(Inconsistency::Correction.into());
        }
        self.core.check()?;
        if !self.signatures.is_empty() {
            let core = core()?;
            for signature in &self.signatures {
                signature.check(core)?;
            }
        }
        Ok(())
    }
}

impl Core {
    fn check(&self) -> Result<(), Inconsistency> {
        check_instant("core.started_at", &self.started_at)?;
        check_instant("core.finished_at", &self.finished_at)?;
        if let Some(correction) = &self.correction {
            check_instant("core.correction.started_at", &correction.started_at)?;
            check_instant("core.correction.finished_at", &correction.finished_at)?;
        }
        if self.company.as_ref().is_some_and(|company| company.lines().next().is_none()) {
            return Err(Inconsistency::Company);
        }
        let mut files = BTreeSet::new();
        if let Some(twice) = self.files.iter().find(|file| !files.insert(&file.id)) {
            let id = twice.id.clone();
            return Err(Inconsistency::TwoFiles { id });
        }
        if let Some(file) = self.files.iter().find(|file| !file.annotations.iter().all(Annotation::is_drawable)) {
            return Err(Inconsistency::Annotation { file: file.id.clone() });
        }
        for answer in self.sections.iter().flat_map(|section| &section.answers) {
            if let Some(at) = &answer.answered_at {
                check_instant("core.sections.answers.answered_at", at)?;
            }
            if let Some(photo) = answer.photos.iter().find(|&photo| !files.contains(photo)) {
                return Err(Inconsistency::NoSuchPhoto { item: answer.item.clone(), photo: photo.clone() });
            }
            answer.actions.iter().try_for_each(Action::check)?;
        }
        Ok(())
    }
}

impl Action {
    fn check(&self) -> Result<(), Inconsistency> {
        for (at, deed) in [("done_on_site", &self.done_on_site), ("closed_later", &self.closed_later)] {
            if let Some(deed) = deed {
                check_instant(at, &deed.at)?;
            }
        }
        let contradicts = if self.done { &self.closed_later } else { &self.done_on_site };
        match contradicts {
            Some(_) => Err(Inconsistency::Action { action: self.id.clone() }),
            None => Ok(()),
        }
    }
}

impl Signature {
    fn check(&self, core: Digest) -> Result<(), Inconsistency> {
        let signature = || self.id.clone();
        check_instant("signatures.device_time", &self.device_time)?;
        check_instant("signatures.server_time", &self.server_time)?;
        if self.core_sha256 != core {
            return Err(Inconsistency::OtherCore { signature: signature(), signed: self.core_sha256, core });
        }
        if self.consent.sha256 != Digest::of(&self.consent.text) {
            return Err(Inconsistency::OtherConsent { signature: signature() });
        }
        if self.identified_by == Identification::Session && self.name != self.signed_in.name {
            return Err(Inconsistency::OtherName { signature: signature() });
        }
        let is_qualified = self.qualification.is_some() || self.licence_number.is_some();
        if self.identified_by == Identification::Inspector && is_qualified {
            return Err(Inconsistency::Qualification { signature: signature() });
        }
        let drawn = self.method == Method::Drawn;
        if drawn == self.strokes.is_empty() || !self.strokes.iter().all(Stroke::lies_in_field) {
            return Err(Inconsistency::Strokes { signature: signature() });
        }
        Ok(())
    }
}

impl Stroke {
    fn lies_in_field(&self) -> bool {
        let inside = |&[x, y, _]: &[u32; 3]| x <= Self::FIELD_WIDTH && y <= Self::FIELD_HEIGHT;
        !self.0.is_empty() && self.0.iter().all(inside)
    }
}

fn check_instant(at: &'static str, instant: &Instant) -> Result<(), Inconsistency> {
    match instant.unix_micros() {
        Some(_) => Ok(()),
        None => Err(Inconsistency::Instant { at }),
    }
}
