//! The one error on the wire: a code with the facts a person needs, worded in their language where
//! it is shown. Causes never cross the wire; they are logged, and the incident id leads to them.

mod quota;

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use norven_words::Locale;
use serde::{Deserialize, Serialize};

pub use self::quota::Quota;
use crate::{printable::named, wire::JsonText};

/// Something went wrong that a person can be told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// The thing does not exist, or belongs to another organisation: the same answer for both.
    NotFound,
    /// The person's role does not allow it.
    NotAllowed,
    /// A field of a form.
    Field {
        /// The field's name.
        field: String,
        /// What is wrong with it.
        problem: FieldProblem,
    },
    /// A link to sign in, or its code, that is used up or out of time.
    LinkInvalid,
    /// A link to sign in, or a code, of another browser, where it stays as good as it was.
    LinkElsewhere,
    /// A link to sign in after which the same browser asked for another.
    LinkSuperseded,
    /// A link to sign in that was never issued, or not so.
    LinkUnknown,
    /// The code does not match the link.
    CodeWrong {
        /// How many more tries there are.
        tries_left: u32,
    },
    /// The person has to show first that it is still them.
    ProofNeeded,
    /// A passkey that was not added, or did not sign in.
    Passkey {
        /// Why.
        problem: PasskeyProblem,
    },
    /// A provider of identities that signed nobody in.
    Provider {
        /// Why.
        problem: ProviderProblem,
    },
    /// The organisation asks for a passkey, which the session was not shown to be theirs by.
    PasskeyNeeded,
    /// The organisation asks for its own provider, which the session was not begun at.
    ProviderNeeded,
    /// What an organisation asks of its members, or asks it with, cannot be so.
    Access {
        /// Why.
        problem: AccessProblem,
    },
    /// The operator has not approved the organisation, which this would be done in the name of.
    AwaitingApproval,
    /// The account does not say what its person is called.
    NameNeeded,
    /// Too many requests; wait.
    TooMany {
        /// Seconds to wait.
        seconds: u32,
    },
    /// More is on its way to the server than it has room for; come back.
    Busy {
        /// Seconds to wait.
        seconds: u32,
    },
    /// Strangers had as many mails sent, all of them together, as the operator allows.
    TooManyMails {
        /// Seconds to wait.
        seconds: u32,
    },
    /// The organisation has invited as many people as it may in a day.
    Invitations {
        /// How many it may.
        limit: u32,
        /// Seconds until it may again.
        seconds: u32,
    },
    /// The inspection is finished: reopen it to change answers.
    AlreadyFinished,
    /// The inspection is not finished yet.
    NotFinished,
    /// Things are missing before the inspection can be finished.
    Gaps {
        /// How many.
        count: u32,
    },
    /// The photos add up to more than a report may have.
    ReportTooLarge {
        /// How many photos there are.
        photos: u32,
        /// What they add up to, in megabytes.
        megabytes: u32,
        /// What they may add up to, in megabytes.
        limit_mb: u32,
    },
    /// Texts, answers and actions add up to more than a report may have.
    RecordTooLarge {
        /// What they add up to, in kilobytes.
        kilobytes: u32,
        /// What they may add up to, in kilobytes.
        limit_kb: u32,
    },
    /// The signatures add up to more than a report may have.
    SignaturesTooLarge {
        /// What they add up to with the one that is refused, in kilobytes.
        kilobytes: u32,
        /// What they may add up to, in kilobytes.
        limit_kb: u32,
    },
    /// Letters that no face has which reports are set in.
    Unprintable {
        /// Which, with their code points.
        letters: String,
    },
    /// The inspection was changed and is not what the signer saw.
    SignedOther,
    /// Somebody has signed in this slot.
    SlotSigned,
    /// The report of this inspection has already been issued.
    AlreadyIssued,
    /// An item that this inspection's checklist does not have, or an answer of another kind.
    UnknownItem,
    /// The bytes that arrived are not the bytes that were sent.
    DigestMismatch,
    /// A photo that cannot be taken, or be drawn upon so.
    Photo {
        /// Why.
        problem: PhotoProblem,
    },
    /// The request is larger than the limit.
    TooLarge {
        /// The limit in kilobytes.
        limit_kb: u32,
    },
    /// There are as many as there may be.
    Full {
        /// Of what.
        what: Quota,
        /// How many.
        limit: u64,
    },
    /// Someone else changed the same thing meanwhile.
    Conflict,
    /// A request that makes no sense.
    Malformed,
    /// The page was loaded from an earlier version of the server, and asks for what is no longer there.
    Outdated,
    /// The last owner cannot leave or lose the role.
    LastOwner,
    /// The database or another part is out of reach; try again.
    Unavailable {
        /// Leads to the cause in the log.
        incident: String,
    },
    /// No space left on the server.
    StorageFull {
        /// Leads to the cause in the log.
        incident: String,
    },
    /// A mistake of ours.
    Internal {
        /// Leads to the cause in the log.
        incident: String,
    },
    /// The server could not be reached (made in the browser).
    Offline,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// It is empty.
    Missing,
    /// It is longer than this many characters.
    TooLong(u32),
    /// It is not an e-mail address.
    NotEmail,
    /// It is not one of the choices.
    NotAChoice,
    /// It is not a number.
    NotANumber,
    /// It is not a date or time.
    NotADate,
    /// It is taken already.
    Taken,
    /// It is not the name of a domain.
    NotADomain,
    /// It is an e-mail address, in the place of a person's name.
    NotAName,
    /// It holds a character that cannot be seen.
    Unseen,
    /// It is an e-mail address that this letter stands in, and mail cannot be sent there.
    NotInAddress(char),
    /// It names more things than this.
    TooMany(u32),
    /// It holds an address or a number that people would go to or call.
    LeadsSomewhere,
    /// It holds this letter, which no face has that reports are set in.
    Unprintable(char),
}

/// Why an organisation cannot ask that of its members, or ask it with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessProblem {
    /// The domain has no such record, or not yet.
    NoRecord,
    /// The domain name system gives no answer.
    NamesUnreachable,
    /// Another organisation has shown the domain to be its own.
    DomainTaken,
    /// Nothing at that address answers as a provider does.
    NoProvider,
    /// There are so many already.
    TooMany,
    /// Whoever asks for passkeys has to have signed in with one.
    PasskeyFirst,
    /// Whoever asks for the provider has to have signed in there.
    ProviderFirst,
    /// No owner has a passkey that would open while the provider does not.
    OwnerPasskeyFirst,
    /// The provider is asked for, and without this it would let nobody in.
    NoWayIn,
}

/// Why a passkey was not added, or did not sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyProblem {
    /// Nobody confirmed it on the device, or not in time; or what came back answers another question.
    NotConfirmed,
    /// No such passkey is known here, or not any more.
    Unknown,
    /// The device has one for this person already.
    Known,
    /// The browser has no passkeys, or this address can have none.
    Unsupported,
    /// So many passkeys are enough for anybody.
    TooMany,
}

/// Why a provider of identities signed nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderProblem {
    /// It refused, is out of reach, or what it answers cannot be believed.
    Refused,
    /// It tells no e-mail address, or says that it is not confirmed.
    NoAddress,
    /// What came back was not asked for by this browser, or too long ago.
    TooLate,
    /// The provider of an organisation vouches for people of its own domains only.
    OtherDomain,
}

/// Why a photo, or what is drawn over it, cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoProblem {
    /// HEIC, which browsers cannot show: choose "Most compatible" on the phone.
    Heic,
    /// No bytes at all.
    Empty,
    /// Neither JPEG, PNG nor WebP.
    NotAPhoto,
    /// Cut short or damaged.
    Damaged,
    /// More than 50 megapixels.
    TooManyPixels,
    /// More than 25 MB.
    TooManyBytes,
    /// More than 30 beside one answer.
    TooManyPhotos,
    /// Something drawn over it lies outside it or is no more than a point.
    NotDrawable,
    /// More than 20 arrows and circles over it.
    TooManyAnnotations,
}

impl std::fmt::Display for AppError {
    /// For logs; people read [`AppError::sentence`].
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl AppError {
    /// A field that is wrong.
    #[must_use]
    pub fn field(field: &str, problem: FieldProblem) -> Self {
        Self::Field { field: field.to_owned(), problem }
    }

    /// The HTTP status that fits (RFC 9110, 15).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn | Self::ProofNeeded => 401,
            Self::NotAllowed
            | Self::PasskeyNeeded
            | Self::ProviderNeeded
            | Self::AwaitingApproval
            | Self::NameNeeded => 403,
            Self::NotFound => 404,
            Self::LinkInvalid | Self::LinkUnknown | Self::Outdated => 410,
            Self::AlreadyFinished
            | Self::NotFinished
            | Self::Gaps { .. }
            | Self::SignedOther
            | Self::SlotSigned
            | Self::AlreadyIssued
            | Self::LastOwner
            | Self::Full { .. }
            | Self::LinkElsewhere
            | Self::LinkSuperseded
            | Self::Conflict => 409,
            Self::TooLarge { .. }
            | Self::ReportTooLarge { .. }
            | Self::RecordTooLarge { .. }
            | Self::SignaturesTooLarge { .. }
            | Self::Photo { problem: PhotoProblem::TooManyBytes } => 413,
            Self::Photo { problem: PhotoProblem::Heic | PhotoProblem::NotAPhoto } => 415,
            Self::Malformed => 400,
            Self::Field { .. }
            | Self::CodeWrong { .. }
            | Self::Passkey { .. }
            | Self::Provider { .. }
            | Self::Access { .. }
            | Self::UnknownItem
            | Self::Unprintable { .. }
            | Self::DigestMismatch
            | Self::Photo { .. } => 422,
            Self::TooMany { .. } | Self::TooManyMails { .. } | Self::Invitations { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Busy { .. } | Self::Unavailable { .. } | Self::Offline => 503,
            Self::StorageFull { .. } => 507,
        }
    }

    /// Its code on the wire: `not_allowed`.
    #[must_use]
    pub fn code(&self) -> String {
        let wire = serde_json::to_value(self).unwrap_or_default();
        wire["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it is told to somebody who tried what is not theirs, or made up what they sent: owners and operators
    /// want to know.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::NotAllowed
                | Self::LastOwner
                | Self::LinkInvalid
                | Self::LinkElsewhere
                | Self::LinkSuperseded
                | Self::LinkUnknown
                | Self::CodeWrong { .. }
                | Self::Passkey { .. }
                | Self::Provider { .. }
                | Self::Access { problem: AccessProblem::DomainTaken | AccessProblem::NoProvider }
                | Self::Field { problem: FieldProblem::Taken | FieldProblem::NotAChoice, .. }
                | Self::Malformed
        )
    }

    /// Whether sending the same again later may succeed, so that nothing must be given up.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::Unavailable { .. }
                | Self::StorageFull { .. }
                | Self::Internal { .. }
                | Self::TooMany { .. }
                | Self::Busy { .. }
                | Self::TooManyMails { .. }
                | Self::Invitations { .. }
                | Self::NotSignedIn
                | Self::PasskeyNeeded
                | Self::ProviderNeeded
        )
    }

    /// One clear sentence that says what to do next.
    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        let t = &locale.words().errors;
        match self {
            Self::NotSignedIn => t.not_signed_in.to_owned(),
            Self::NotFound => t.not_found.to_owned(),
            Self::NotAllowed => t.not_allowed.to_owned(),
            Self::Field { problem, .. } => match problem {
                FieldProblem::Missing => t.field_missing.to_owned(),
                FieldProblem::TooLong(limit) => t.field_too_long(limit),
                FieldProblem::NotEmail => t.field_not_email.to_owned(),
                FieldProblem::NotAChoice => t.field_not_a_choice.to_owned(),
                FieldProblem::NotANumber => t.field_not_a_number.to_owned(),
                FieldProblem::NotADate => t.field_not_a_date.to_owned(),
                FieldProblem::Taken => t.field_taken.to_owned(),
                FieldProblem::NotADomain => t.field_not_a_domain.to_owned(),
                FieldProblem::NotAName => t.field_not_a_name.to_owned(),
                FieldProblem::Unseen => t.field_unseen.to_owned(),
                FieldProblem::NotInAddress(letter) => t.field_not_in_address(letter),
                FieldProblem::TooMany(limit) => t.field_too_many(limit),
                FieldProblem::LeadsSomewhere => t.field_leads_somewhere.to_owned(),
                FieldProblem::Unprintable(letter) => t.unprintable(named(*letter)),
            },
            Self::LinkInvalid => t.link_invalid.to_owned(),
            Self::LinkElsewhere => t.link_elsewhere.to_owned(),
            Self::LinkSuperseded => t.link_superseded.to_owned(),
            Self::LinkUnknown => t.link_unknown.to_owned(),
            Self::CodeWrong { tries_left } => t.code_wrong(usize::try_from(*tries_left).unwrap_or_default()),
            Self::ProofNeeded => t.proof_needed.to_owned(),
            Self::Passkey { problem } => match problem {
                PasskeyProblem::NotConfirmed => t.passkey_not_confirmed,
                PasskeyProblem::Unknown => t.passkey_unknown,
                PasskeyProblem::Known => t.passkey_known,
                PasskeyProblem::Unsupported => t.passkey_unsupported,
                PasskeyProblem::TooMany => t.passkey_too_many,
            }
            .to_owned(),
            Self::PasskeyNeeded => t.passkey_needed.to_owned(),
            Self::ProviderNeeded => t.provider_needed.to_owned(),
            Self::Access { problem } => match problem {
                AccessProblem::NoRecord => t.access_no_record,
                AccessProblem::NamesUnreachable => t.access_names_unreachable,
                AccessProblem::DomainTaken => t.access_domain_taken,
                AccessProblem::NoProvider => t.access_no_provider,
                AccessProblem::TooMany => t.access_too_many,
                AccessProblem::PasskeyFirst => t.access_passkey_first,
                AccessProblem::ProviderFirst => t.access_provider_first,
                AccessProblem::OwnerPasskeyFirst => t.access_owner_passkey_first,
                AccessProblem::NoWayIn => t.access_no_way_in,
            }
            .to_owned(),
            Self::AwaitingApproval => t.awaiting_approval.to_owned(),
            Self::NameNeeded => t.name_needed.to_owned(),
            Self::TooMany { seconds } => wait(*seconds, locale),
            Self::Busy { seconds } => t.busy(usize::try_from(*seconds).unwrap_or(usize::MAX)),
            Self::TooManyMails { seconds } => {
                t.too_many_mails(usize::try_from(seconds.div_ceil(60)).unwrap_or_default())
            }
            Self::Invitations { limit, seconds } => {
                t.invitations(usize::try_from(seconds.div_ceil(3600)).unwrap_or_default(), limit)
            }
            Self::Provider { problem } => match problem {
                ProviderProblem::Refused => t.provider_refused,
                ProviderProblem::NoAddress => t.provider_no_address,
                ProviderProblem::TooLate => t.provider_too_late,
                ProviderProblem::OtherDomain => t.provider_other_domain,
            }
            .to_owned(),
            Self::AlreadyFinished => t.already_finished.to_owned(),
            Self::NotFinished => t.not_finished.to_owned(),
            Self::Gaps { count } => t.gaps(usize::try_from(*count).unwrap_or_default()),
            Self::Unprintable { letters } => t.unprintable(letters),
            Self::SignedOther => t.signed_other.to_owned(),
            Self::SlotSigned => t.slot_signed.to_owned(),
            Self::AlreadyIssued => t.already_issued.to_owned(),
            Self::UnknownItem => t.unknown_item.to_owned(),
            Self::DigestMismatch => t.digest_mismatch.to_owned(),
            Self::Photo { problem } => match problem {
                PhotoProblem::Heic => t.photo_heic,
                PhotoProblem::Empty => t.photo_empty,
                PhotoProblem::NotAPhoto => t.photo_not_a_photo,
                PhotoProblem::Damaged => t.photo_damaged,
                PhotoProblem::TooManyPixels => t.photo_too_many_pixels,
                PhotoProblem::TooManyBytes => t.photo_too_many_bytes,
                PhotoProblem::TooManyPhotos => t.photo_too_many_photos,
                PhotoProblem::NotDrawable => t.photo_not_drawable,
                PhotoProblem::TooManyAnnotations => t.photo_too_many_annotations,
            }
            .to_owned(),
            Self::TooLarge { limit_kb } if *limit_kb < 1000 => t.too_large_kb(limit_kb),
            Self::TooLarge { limit_kb } => t.too_large(limit_kb / 1000),
            Self::ReportTooLarge { photos, megabytes, limit_mb } => t.report_too_large(limit_mb, megabytes, photos),
            Self::RecordTooLarge { kilobytes, limit_kb } => t.record_too_large(kilobytes, limit_kb),
            Self::SignaturesTooLarge { kilobytes, limit_kb } => t.signatures_too_large(kilobytes, limit_kb),
            Self::Full { what, limit } => what.full(*limit, locale),
            Self::Conflict => t.conflict.to_owned(),
            Self::Malformed => t.malformed.to_owned(),
            Self::Outdated => t.outdated.to_owned(),
            Self::LastOwner => t.last_owner.to_owned(),
            Self::Unavailable { incident } => t.unavailable(incident),
            Self::StorageFull { incident } => t.storage_full(incident),
            Self::Internal { incident } => t.internal(incident),
            Self::Offline => t.offline.to_owned(),
        }
    }
}

/// How long to wait: a minute and more in minutes, rounded up, since who comes too early waits again.
fn wait(seconds: u32, locale: Locale) -> String {
    let t = &locale.words().errors;
    let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    if seconds < 60 { t.too_many(count(seconds)) } else { t.too_many_minutes(count(seconds.div_ceil(60))) }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Offline,
            // In the browser it is the answer that does not read: a proxy or a hotel's network gave it, not the server.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "hydrate") => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Malformed
            }
            _ => Self::Internal { incident: String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_wait_is_told_in_minutes() {
        let told = |seconds| AppError::TooMany { seconds }.sentence(Locale::En);
        assert_eq!(told(1), "Too many attempts. Wait one second and try again.");
        assert_eq!(told(59), "Too many attempts. Wait 59 seconds and try again.");
        assert_eq!(told(60), "Too many attempts. Wait one minute and try again.");
        assert_eq!(told(541), "Too many attempts. Wait 10 minutes and try again.");
    }
}
