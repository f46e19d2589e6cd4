//! What exactly was found, for people who know what a seal is made of: in the page's language, so told in kinds. The
//! library's own sentences, one for each of some hundred cases, are English; `norven verify` prints them.

use norven_proof::attachment::AttachmentError;
use norven_proof::cms::{CmsError, PathError};
use norven_proof::envelope::EnvelopeError;
use norven_proof::verdict::{Change, NotOurs, Unproven};

use crate::view::View;

/// Says why a file is nobody's report whom the page trusts.
pub fn add_not_ours(view: &mut View, why: &NotOurs) {
    add(
        view,
        match why {
            NotOurs::NoSeal(error) => place(error),
            NotOurs::Seal(CmsError::Signature) => "reason-signature",
            NotOurs::Seal(_) => "reason-form",
            NotOurs::Certificate(PathError::Validity { .. }) => "reason-expired",
            NotOurs::Certificate(_) => "reason-untrusted",
        },
    );
}

/// Says how a file differs, where the answer above does not say it all.
pub fn add_change(view: &mut View, change: &Change) {
    match change {
        Change::Bytes { found, .. } => {
            view.set("found", found);
            add(view, "reason-bytes");
        }
        Change::Place(EnvelopeError::Length { covered, found }) => {
            view.set("covered", covered);
            view.set("found", found);
            add(view, "reason-length");
        }
        Change::Place(error) => add(view, place(error)),
        Change::Appended { .. } | Change::Prepended { .. } | Change::Surrounded { .. } | Change::Closing(_) => {}
    }
}

/// Says what does not hold, where the answer above does not say it all.
pub fn add_unproven(view: &mut View, why: &Unproven) {
    match why {
        Unproven::NoRecord(AttachmentError::Missing) => add(view, "reason-no-record"),
        Unproven::NoRecord(AttachmentError::Other { .. }) => add(view, "reason-other-record"),
        Unproven::Record(_) => add(view, "reason-record"),
        Unproven::NoProof => add(view, "reason-no-proof"),
        Unproven::Proof(_) => add(view, "reason-proof"),
        Unproven::UnknownLog { origin } => {
            view.set("log", origin);
            add(view, "reason-log");
        }
        Unproven::UnknownKey { origin } => {
            view.set("log", origin);
            add(view, "reason-key");
        }
        Unproven::OutsideInterval { index, .. } => {
            view.set("index", index);
            add(view, "reason-interval");
        }
        Unproven::TimeStamp(_) => {}
    }
}

/// What is wrong with the place of a seal.
const fn place(error: &EnvelopeError) -> &'static str {
    match error {
        EnvelopeError::Header | EnvelopeError::NoByteRange => "reason-no-place",
        _ => "reason-place",
    }
}

fn add(view: &mut View, reason: &'static str) {
    view.part("why", true);
    view.part(reason, true);
}

#[cfg(test)]
mod tests {
    use norven_proof::digest::Digest;

    use super::*;

    fn of(act: impl Fn(&mut View)) -> View {
        let mut view = View::new("any");
        act(&mut view);
        view
    }

    #[test]
    fn a_reason_has_its_kind_and_its_figures() {
        let view = of(|view| add_not_ours(view, &NotOurs::NoSeal(EnvelopeError::NoByteRange)));
        assert_eq!(view.parts, ["why", "reason-no-place"]);
        let view = of(|view| add_not_ours(view, &NotOurs::NoSeal(EnvelopeError::Padding { offset: 7 })));
        assert_eq!(view.parts, ["why", "reason-place"]);
        let length = Change::Place(EnvelopeError::Length { covered: 9, found: 8 });
        let view = of(|view| add_change(view, &length));
        assert_eq!((view.value("covered"), view.value("found")), (Some("9"), Some("8")));
        let bytes = Change::Bytes { sealed: Digest::of("sealed"), found: Digest::of("found") };
        assert_eq!(of(|view| add_change(view, &bytes)).value("found"), Some(&*Digest::of("found").to_string()));
        let log = Unproven::UnknownLog { origin: "reports.example/log2027".into() };
        let view = of(|view| add_unproven(view, &log));
        assert_eq!(
            (view.parts.as_slice(), view.value("log")),
            (["why", "reason-log"].as_slice(), Some("reports.example/log2027"))
        );
    }

    #[test]
    fn what_the_answer_says_is_not_said_twice() {
        assert!(of(|view| add_change(view, &Change::Appended { bytes: 1 })).parts.is_empty());
        assert!(of(|view| add_change(view, &Change::Closing(CmsError::Closing))).parts.is_empty());
    }
}
