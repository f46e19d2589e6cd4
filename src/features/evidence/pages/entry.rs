//! What a signer has entered, and what is still missing. Nothing here touches the browser.

use norven_proof::record::Method;
use norven_words::Locale;

use super::pad::Pad;
use crate::{
    features::inspections::model::{Inspection, SignatureSummary},
    ids::ItemId,
};

/// A slot of the checklist, and who filled it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its item.
    pub id: ItemId,
    /// Who has to sign.
    pub role: String,
    /// Whether the report waits for it.
    pub required: bool,
    /// The signature in it.
    pub signature: Option<SignatureSummary>,
}

/// The slots of an inspection's checklist, in order.
#[must_use]
pub fn slots(inspection: &Inspection) -> Vec<Slot> {
    let required = |id| inspection.checklist.items().any(|item| item.id == id && item.required);
    let signature = |id| inspection.signatures.iter().find(|signature| signature.slot == Some(id)).cloned();
    let slots = inspection.checklist.signature_slots();
    slots
        .map(|(id, role)| Slot { id, role: role.to_owned(), required: required(id), signature: signature(id) })
        .collect()
}

/// How many required slots are empty.
#[must_use]
pub fn missing(slots: &[Slot]) -> usize {
    slots.iter().filter(|slot| slot.required && slot.signature.is_none()).count()
}

/// What a signer has entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What the person who is signed in is called, where their account does not say so yet.
    pub account: Option<String>,
    /// Who signs, where it is somebody else.
    pub name: Option<String>,
    /// In which role.
    pub role: String,
    /// Drawn or typed.
    pub method: Method,
    /// Whether they agreed to the declaration.
    pub agreed: bool,
}

/// Something that is missing before a signature can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The name of the person who is signed in.
    Account,
    /// The name.
    Name,
    /// The role.
    Role,
    /// A drawn signature.
    Strokes,
    /// The consent.
    Consent,
}

impl Lack {
    /// The id of the control where it is put right.
    #[must_use]
    pub fn control(self) -> &'static str {
        match self {
            Self::Account => "sign-account",
            Self::Name => "sign-name",
            Self::Role => "sign-role",
            Self::Strokes => "sign-pad",
            Self::Consent => "sign-consent",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn sentence(self, locale: Locale) -> &'static str {
        let t = &locale.words().sign;
        match self {
            Self::Account => t.account_name_missing,
            Self::Name => t.name_missing,
            Self::Role => t.role_missing,
            Self::Strokes => t.pad_missing,
            Self::Consent => t.consent_missing,
        }
    }
}

impl Entry {
    /// Everything that is missing, in the form's order.
    #[must_use]
    pub fn lacks(&self, pad: &Pad) -> Vec<Lack> {
        let is_empty = |name: &Option<String>| name.as_ref().is_some_and(|name| name.trim().is_empty());
        let checks = [
            (Lack::Account, is_empty(&self.account)),
            (Lack::Name, is_empty(&self.name)),
            (Lack::Role, self.role.trim().is_empty()),
            (Lack::Strokes, self.method == Method::Drawn && pad.is_empty()),
            (Lack::Consent, !self.agreed),
        ];
        checks.into_iter().filter_map(|(lack, missing)| missing.then_some(lack)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::pad::Sample, *};
    use crate::ui::pointers::{Kind, Pointer};

    fn entry() -> Entry {
        let name = Some("Ana Ruiz".to_owned());
        Entry { account: None, name, role: "Caretaker".to_owned(), method: Method::Typed, agreed: true }
    }

    #[test]
    fn a_typed_name_needs_no_strokes_and_a_drawing_does() {
        assert!(entry().lacks(&Pad::default()).is_empty());
        let drawn = Entry { method: Method::Drawn, ..entry() };
        assert_eq!(drawn.lacks(&Pad::default()), [Lack::Strokes]);
        let mut pad = Pad::default();
        pad.press(Pointer { id: 1, kind: Kind::Pen }, Sample { x: 1.0, y: 1.0, at: 0.0 }, 100.0);
        assert!(drawn.lacks(&pad).is_empty());
    }

    #[test]
    fn everything_missing_is_named_in_the_order_of_the_form() {
        let blank = Some(" ".to_owned());
        let empty =
            Entry { account: blank.clone(), name: blank, role: String::new(), method: Method::Drawn, agreed: false };
        let all = [Lack::Account, Lack::Name, Lack::Role, Lack::Strokes, Lack::Consent];
        assert_eq!(empty.lacks(&Pad::default()), all);
    }

    #[test]
    fn who_signs_in_their_own_session_types_no_name() {
        assert!(Entry { name: None, ..entry() }.lacks(&Pad::default()).is_empty());
    }

    #[test]
    fn only_required_slots_keep_a_report_from_being_issued() {
        let slot =
            |required| Slot { id: ItemId(uuid::Uuid::nil()), role: "Inspector".to_owned(), required, signature: None };
        assert_eq!(missing(&[slot(true), slot(false), slot(true)]), 2);
        assert_eq!(missing(&[slot(false)]), 0);
    }
}
