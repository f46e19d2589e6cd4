//! The QR code of a printed report: its key facts, signed.
//!
//! It holds an address, `<origin>/verify#1.<facts>.<signature>`. The part after `#` never reaches a
//! server: the page checks it in the browser and shows the facts, which whoever holds the paper
//! compares with it.
//!
//! *What a valid code means:* a record with these facts was issued. *What it does not mean:* that the
//! paper under it is that record, since a code can be copied onto any page. Never green by itself.
//!
//! - `1` is the version.
//! - *facts* is the base64url (without padding) of a CBOR array, encoded deterministically (RFC 8949,
//!   section 4.2): the report's number, text; its revision, unsigned; the day of issue, unsigned, in
//!   days since 1970-01-01; the issuer's name, text; the result, text; the first 16 bytes of the
//!   content digest, bytes.
//! - *signature* is the base64url of the Ed25519 signature over two lines: `<key name>/qr/v1`, and
//!   *facts* as it stands, each with its line feed. So it is that of a signed note with this text.

use crate::day::Day;
use crate::log::note::{Name, NoteKey};
use crate::log::{decimal, from_base64url};
use crate::standing::{PREFIX_BYTES, Prefix};

/// The longest fragment in bytes. A QR code holds 2,953.
pub const MAX_FRAGMENT_BYTES: usize = 2048;

/// The longest text among the facts, in bytes.
pub const MAX_TEXT_BYTES: usize = 255;

/// What the fragment begins with.
const VERSION: &str = "#1.";

/// How many facts there are.
const FACTS: u64 = 6;

/// Why a fragment is not one of the issuer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Not `#`, a version, facts and a signature, or too long.
    #[error("not the fragment of a report's QR code")]
    Structure,
    /// A version that is not known here: a later one, maybe.
    #[error("a QR code of another version than 1")]
    Version,
    /// Not signed by this key.
    #[error("the key did not sign the QR code")]
    Forged,
    /// Facts that are written otherwise, or a text with control characters or too long.
    #[error("the facts of the QR code are not written as facts are")]
    Facts,
}

/// What the code says.
///
/// ```
/// use norven_proof::digest::Digest;
/// use norven_proof::log::note::NoteSigner;
/// use norven_proof::qr::Facts;
/// use norven_proof::standing::Prefix;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let facts = Facts {
///     number: "NV-2026-000123".into(),
///     revision: 1,
///     day: "2026-11-22".parse()?,
///     issuer: "Door Safety Ltd".into(),
///     result: "96.5 %".into(),
///     content: Prefix::of(&Digest::of("record.json")),
/// };
/// let key = NoteSigner::from_seed("example.com".parse()?, &[7; 32]);
/// let address = format!("https://example.com/verify{}", facts.sign(&key)?);
/// assert!(address.len() < 256);
///
/// let (_, fragment) = address.split_at(address.find('#').ok_or("no fragment")?);
/// assert_eq!(Facts::parse(fragment, &key.verifier_key()), Ok(facts));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The report's number, as people cite it.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// The day of issue.
    pub day: Day,
    /// The issuer's name.
    pub issuer: String,
    /// The result, as the report's first page says it.
    pub result: String,
    /// The beginning of the content digest: leads to the record, and to how it stands.
    pub content: Prefix,
}

impl Facts {
    /// Reads a fragment, with its `#`, and checks its signature.
    ///
    /// # Errors
    /// Where it is none, or not signed with this key.
    pub fn parse(fragment: &str, key: &NoteKey) -> Result<Self, QrError> {
        if fragment.len() > MAX_FRAGMENT_BYTES {
            return Err(QrError::Structure);
        }
        let Some(rest) = fragment.strip_prefix(VERSION) else {
            let other = fragment.strip_prefix('#').and_then(|rest| rest.split_once('.'));
            let is_version = other.is_some_and(|(version, _)| decimal(version).is_some());
            return Err(if is_version { QrError::Version } else { QrError::Structure });
        };
        let (facts, signature) = rest.split_once('.').ok_or(QrError::Structure)?;
        let bytes = from_base64url(facts).ok_or(QrError::Structure)?;
        let signature = from_base64url(signature).ok_or(QrError::Structure)?;
        key.verify_text(&signed(key.name(), facts), &signature).map_err(|_| QrError::Forged)?;
        let facts = Self::from_cbor(&bytes).ok_or(QrError::Facts)?;
        // Numbers and lengths have one spelling, and nothing follows.
        if facts.to_cbor() == bytes { facts.checked() } else { Err(QrError::Facts) }
    }

    /// The fragment that says this, with its `#`.
    ///
    /// # Errors
    /// Where a text is too long or has control characters.
    #[cfg(feature = "sign")]
    pub fn sign(&self, key: &crate::log::note::NoteSigner) -> Result<String, QrError> {
        let facts = crate::log::base64url(&self.clone().checked()?.to_cbor());
        let signature = key.sign_text(&signed(key.verifier_key().name(), &facts));
        Ok(format!("{VERSION}{facts}.{}", crate::log::base64url(&signature)))
    }

    fn checked(self) -> Result<Self, QrError> {
        let fits = |text: &String| text.len() <= MAX_TEXT_BYTES && !text.chars().any(char::is_control);
        if [&self.number, &self.issuer, &self.result].into_iter().all(fits) { Ok(self) } else { Err(QrError::Facts) }
    }

    fn to_cbor(&self) -> Vec<u8> {
        let mut cbor = Vec::new();
        write(&mut cbor, Major::Array, FACTS, &[]);
        text(&mut cbor, &self.number);
        write(&mut cbor, Major::Unsigned, self.revision.into(), &[]);
        write(&mut cbor, Major::Unsigned, self.day.number().into(), &[]);
        text(&mut cbor, &self.issuer);
        text(&mut cbor, &self.result);
        write(&mut cbor, Major::Bytes, PREFIX_BYTES as u64, self.content.as_bytes());
        cbor
    }

    fn from_cbor(bytes: &[u8]) -> Option<Self> {
        let mut cbor = Cbor(bytes);
        if cbor.head(Major::Array)? != FACTS {
            return None;
        }
        Some(Self {
            number: cbor.text()?,
            revision: cbor.head(Major::Unsigned)?.try_into().ok()?,
            day: Day::from_number(cbor.head(Major::Unsigned)?.try_into().ok()?)?,
            issuer: cbor.text()?,
            result: cbor.text()?,
            content: Prefix::from_bytes(cbor.string(Major::Bytes)?.try_into().ok()?),
        })
    }
}

/// What is signed.
fn signed(key: &Name, facts: &str) -> String {
    format!("{key}/qr/v1\n{facts}\n")
}

/// The kinds of CBOR item that occur, by the first three bits of an item.
#[derive(Clone, Copy)]
enum Major {
    Unsigned = 0,
    Bytes = 2,
    Text = 3,
    Array = 4,
}

fn text(cbor: &mut Vec<u8>, text: &str) {
    write(cbor, Major::Text, text.len() as u64, text.as_bytes());
}

/// An item's head, with its number in the fewest bytes, and what follows it.
fn write(cbor: &mut Vec<u8>, major: Major, number: u64, content: &[u8]) {
    let bytes = number.to_be_bytes();
    let (info, length) = match number {
        0..=23 => (bytes[7], 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    cbor.push((major as u8) << 5 | info);
    cbor.extend(bytes.iter().skip(bytes.len() - length));
    cbor.extend(content);
}

/// What is left to read.
struct Cbor<'b>(&'b [u8]);

impl<'b> Cbor<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// The number in an item's head.
    fn head(&mut self, major: Major) -> Option<u64> {
        let first = *self.take(1)?.first()?;
        if first >> 5 != major as u8 {
            return None;
        }
        let length = match first & 0x1f {
            number @ 0..=23 => return Some(number.into()),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        Some(self.take(length)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn string(&mut self, major: Major) -> Option<&'b [u8]> {
        let length = self.head(major)?;
        self.take(usize::try_from(length).ok()?)
    }

    fn text(&mut self) -> Option<String> {
        Some(std::str::from_utf8(self.string(Major::Text)?).ok()?.to_owned())
    }
}
