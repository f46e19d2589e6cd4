//! What a Norven report says and how it is proved.
//!
//! A Norven report is a PDF for people and a *record* for machines. The record is a file embedded
//! in the PDF, `record.json`; every fact that the PDF prints is in it. A *seal* covers every byte of
//! the PDF, and a public *log* has an entry of every seal. This crate is the format of all three, and
//! the one verifier: [`verify`](verify::verify()) says of a file what it is. It does no I/O, knows no
//! clock, makes no random numbers and never panics; server, browser and command line use it alike.
//!
//! # The digests
//!
//! | digest | of | what it is for |
//! |---|---|---|
//! | content digest | the bytes of `record.json` | printed in the footer of every page: is this the record that was issued? |
//! | core digest | the canonical JSON of the record's `core` | what people sign, before the report exists |
//! | sealed digest | the bytes of the PDF outside the seal | what the seal signs: has any byte changed? |
//! | file digest | the bytes of the PDF | is this the file that was issued, byte for byte? |
//!
//! All are SHA-256, written as 64 lower-case hexadecimal digits ([`digest::Digest`]). The content
//! digest needs no Norven to check:
//!
//! ```text
//! $ pdfdetach -save 1 -o record.json report.pdf
//! $ sha256sum record.json
//! ```
//!
//! # The bytes
//!
//! `record.json` is canonical JSON (RFC 8785), so that the same facts have the same bytes, narrowed
//! to what every reader of JSON reads alike: no floating point, integers within ±(2^53 − 1), text in
//! Unicode normalisation form C, no key twice, at most 1 MiB ([`canonical`]). A digest is always
//! taken over the bytes as they are, never over bytes made canonical on the way.
//!
//! # The members
//!
//! [`record::Record`] and the types in it are the list of members: each field is a member of that
//! name, and a field that is an `Option` or a list with nothing in it is left out where its
//! documentation says that it may be absent. What the types leave open
//! is fixed thus:
//!
//! - `v` is the version of the format, today 1. A reader that meets a later one says so and does
//!   not guess ([`record::RecordError::FutureVersion`]).
//! - The format grows by members that may be absent: a record without a new fact has the bytes that it
//!   always had. A reader that meets a member, or a word in the place of one of several, that it does not
//!   know takes the record for one of a later Norven ([`record::RecordError::Unknown`]); it says that it is to be
//!   updated, and never that the report was altered. Only what cannot be said so gets a new `v`.
//! - Instants are RFC 3339 in UTC with six digits of seconds; dates and times of day that a person
//!   entered are what they entered, without a zone. Decimals are text with a point.
//! - `nonce` is 32 random bytes in hex. Without it, whoever knows nearly all of a record could find
//!   the rest by trying.
//! - `revision` is 1 and `supersedes` absent, or `revision` is higher and `supersedes` names the
//!   report that this one replaces. Only then may `core.correction` say why and when the inspection was
//!   opened again; `core.finished_at` stays what it was in the first report.
//! - An action was done on site (`done`, and `done_on_site` says when and by whom), or it was closed after
//!   the inspection (`closed_later`), or it is open; no two of these.
//! - Photos are named in answers by the ids of `core.files`; `sha256` is the photo as it arrived,
//!   `shown` the picture that the PDF embeds. `annotations` are arrows and circles that the PDF draws
//!   over it ([`record::Annotation`]); all their points lie on the photo.
//! - Every signature's `core_sha256` is the digest of this very core, and its consent's `sha256`
//!   that of the consent's text. A drawn signature has strokes and a typed one has none. One that is
//!   identified by the session has the name of `signed_in`, and may have the `qualification` and the
//!   `licence_number` that the signer's account said when it was given; no other has them.
//! - `issuer.domain` is a domain that the organisation has proven to be its own; without it, nobody
//!   has verified what it calls itself.
//! - `core.company`, where it is there, has at least one member. It is what the organisation says of itself, as it
//!   was when the inspection was finished, and nobody has verified it; so are `core.site.client` and
//!   `core.order_number`.
//! - Where a signature came from is committed to, not told ([`commitment`]), unless the
//!   organisation chose to print it.
//!
//! [`record::Record::check`] keeps these promises on both ways, when a record is written and when
//! it is read.
//!
//! # The seal
//!
//! The PDF is written once and sealed once. The seal is a CMS signature by a key of the issuer's,
//! over all bytes but its own, in the form that readers of PDF know (`ETSI.CAdES.detached`), and it
//! names the content digest. There is one way to write a seal and one place for it, so a verifier
//! needs no parser of PDF and accepts nothing that it does not know:
//!
//! | what | where it is specified |
//! |---|---|
//! | the seal's place in the file | [`envelope`] |
//! | the seal | [`cms`] |
//! | the certificates that it chains to | [`certificate`], and behind the feature `seal`, making them: `pki` |
//! | the time stamp that it may carry | [`timestamp`] |
//! | the record in the file | [`attachment`] |
//! | the closing signature, without which no byte of the seal is safe | [`cms`] |
//! | the time of issue, and clocks that contradict it | [`issue_time`] |
//! | making a seal, behind the feature `seal` | `seal` |
//!
//! # The log, and what stands beside it
//!
//! Every seal is an entry of a public log that can only grow, and every report carries the proof of
//! it ([`log`]); that it took nothing back is for whoever remembers to tell ([`log::monitor`]). Whom to
//! believe, that is which roots, seals, logs and witnesses, is said by one document ([`trust`]). Whether
//! a report was replaced or revoked since is said by one list for everybody, by day ([`standing`],
//! [`day`]). What paper can carry is in the QR code ([`qr`]).
//!
//! # The verdict
//!
//! ```no_run
//! use norven_proof::record::Instant;
//! use norven_proof::trust::Trust;
//! use norven_proof::verdict::{Standing, Verdict};
//! use norven_proof::verify::verify;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let trust = Trust::parse(&std::fs::read("norven-trust.json")?)?;
//! let now = Instant("2026-11-22T12:00:00.000000Z".into());
//! match verify(&std::fs::read("report.pdf")?, &trust, None, &now) {
//!     Verdict::Issued { record, standing: Standing::Current { .. } | Standing::Unknown, .. } => {
//!         println!("{} was issued by {}", record.number, record.issuer.name);
//!     }
//!     Verdict::Altered { original: Some(range), .. } => println!("the report is bytes {range:?}"),
//!     verdict => println!("not to be relied on: {verdict:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`verdict`] lists the verdicts, [`mod@verify`] the questions in their order. `tests/vectors` holds
//! reports with the verdicts on them: a later version of the format adds to them and changes none.
//!
//! # An example
//!
//! An inspection with a single answer, signed by nobody:
//!
//! ```
//! use norven_proof::digest::Digest;
//! use norven_proof::record::{
//!     Answer, Core, Instant, Issuer, Outcome, Person, RECORD_VERSION, Record, Score, Section, Site,
//!     Template, Value, content_digest,
//! };
//!
//! let core = Core {
//!     inspection: "i-1".into(),
//!     template: Template {
//!         id: "t-1".into(),
//!         version: 1,
//!         sha256: Digest::of("the published checklist"),
//!         title: "Fire door".into(),
//!         standard: None,
//!     },
//!     site: Site { id: "s-1".into(), name: "Harbour School".into(), address: None, client: None },
//!     order_number: None,
//!     company: None,
//!     inspector: Person { id: "p-1".into(), name: "Ana Ruiz".into() },
//!     started_at: Instant::from_unix_micros(1_795_341_600_000_000),
//!     finished_at: Instant::from_unix_micros(1_795_343_400_000_000),
//!     correction: None,
//!     score: Score { percent: Some("100.0".into()), passed: 1, failed: 0, not_applicable: 0, items: 1 },
//!     sections: vec![Section {
//!         title: "Door".into(),
//!         answers: vec![Answer {
//!             item: "closes".into(),
//!             number: "1.1".into(),
//!             question: "Does it close by itself?".into(),
//!             value: Some(Value::Pass),
//!             outcome: Outcome::Pass,
//!             note: None,
//!             photos: vec![],
//!             actions: vec![],
//!             answered_at: Some(Instant::from_unix_micros(1_795_342_000_000_000)),
//!         }],
//!     }],
//!     files: vec![],
//! };
//! let record = Record {
//!     v: RECORD_VERSION,
//!     report: "r-1".into(),
//!     number: "NV-2026-000123".into(),
//!     revision: 1,
//!     supersedes: None,
//!     nonce: "6e".repeat(32), // 32 random bytes in a real one
//!     issued_at: Instant::from_unix_micros(1_795_344_792_000_000),
//!     issuer: Issuer { id: "o-1".into(), name: "Door Safety Ltd".into(), domain: None },
//!     language: "en".into(),
//!     time_zone: "Europe/London".into(),
//!     core,
//!     signatures: vec![],
//! };
//!
//! let bytes = record.to_bytes()?;
//! assert_eq!(
//!     String::from_utf8_lossy(&bytes),
//!     concat!(
//!         r#"{"core":{"files":[],"finished_at":"2026-11-22T10:30:00.000000Z","inspection":"i-1","#,
//!         r#""inspector":{"id":"p-1","name":"Ana Ruiz"},"#,
//!         r#""score":{"failed":0,"items":1,"not_applicable":0,"passed":1,"percent":"100.0"},"#,
//!         r#""sections":[{"answers":[{"answered_at":"2026-11-22T10:06:40.000000Z","#,
//!         r#""item":"closes","number":"1.1","outcome":"pass","#,
//!         r#""question":"Does it close by itself?","value":{"type":"pass"}}],"title":"Door"}],"#,
//!         r#""site":{"id":"s-1","name":"Harbour School"},"#,
//!         r#""started_at":"2026-11-22T10:00:00.000000Z","template":{"id":"t-1","#,
//!         r#""sha256":"2ab974afe9b64d73e65256cdd3832fa3f14593752e7eb00e007a216b4c499cf6","#,
//!         r#""title":"Fire door","version":1}},"issued_at":"2026-11-22T10:53:12.000000Z","#,
//!         r#""issuer":{"id":"o-1","name":"Door Safety Ltd"},"language":"en","#,
//!         r#""nonce":"6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e","#,
//!         r#""number":"NV-2026-000123","report":"r-1","revision":1,"signatures":[],"#,
//!         r#""time_zone":"Europe/London","v":1}"#
//!     )
//! );
//! assert_eq!(content_digest(&bytes).to_string(), "773b1f24f5ba4fe4f8a6df949af23eb058bbe95244192ad7566d4df6e289773c");
//! assert_eq!(Record::parse(&bytes)?, record);
//! # Ok::<(), norven_proof::record::RecordError>(())
//! ```
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod attachment;
pub mod canonical;
pub mod certificate;
pub mod cms;
pub mod commitment;
pub mod day;
pub mod digest;
pub mod envelope;
pub mod issue_time;
pub mod log;
#[cfg(feature = "seal")]
pub mod pki;
pub mod qr;
pub mod record;
#[cfg(feature = "seal")]
pub mod seal;
mod shown;
pub mod standing;
pub mod timestamp;
pub mod transit;
pub mod trust;
pub mod verdict;
pub mod verify;

pub use shown::{misleads, shown, shown_lines};

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
