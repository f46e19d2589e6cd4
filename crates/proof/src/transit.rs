//! What a report arrives in.
//!
//! Programs that pass a file on pack it, mail it or sign it. Such a file is no report, and the
//! report in it may be untouched. What is told apart:
//!
//! | [`Wrapper`] | how it is known | where the report is looked for |
//! |---|---|---|
//! | `Zip` | `PK`, 3, 4 | entries that are stored or deflated, by the directory; without one, by their local headers |
//! | `Gzip` | 1F 8B 08 | the only member |
//! | `Tar` | `ustar` in its place | entries, by the headers in front of them |
//! | `Message` | compound file: `.msg` of Outlook | sectors, in the order that its table names |
//! | `Signed` | CMS SignedData (RFC 5652), in DER, BER or base64: `.p7m` | the octets that it encapsulates |
//! | `Mail` | a header as of RFC 5322 | whatever is written in base64 |
//! | `Text` | no PDF | whatever is written in base64 |
//! | `Pdf` | `%PDF-` | streams, as they are or deflated: where an attachment lies |
//!
//! This is no reader of any of these formats. It looks for places at which a report may begin and
//! takes what follows; whether that is a report, [`verify`](crate::verify) says, which demands
//! every byte of it. What is overlooked is reported as packed or as not the issuer's, and whoever
//! unpacks it can ask again.
//!
//! The work is bounded: at most `MAX_PLACES` places are looked at, the first [`HEADER`] bytes of
//! each are unpacked, and at most [`MAX_REPORTS`] that begin as a report does are unpacked whole,
//! together no more bytes than a report may have. What lies in what was unpacked is not unpacked
//! in turn.

mod base64;
mod compound;
mod gzip;
mod inflate;
mod names;
mod pdf;
mod signed;
mod tar;
mod zip;

use serde::Serialize;

use crate::envelope::{HEADER, declared_length};

pub(crate) use base64::is_mail;
pub(crate) use pdf::opens_stream;

/// The most places in a file that are looked at.
const MAX_PLACES: usize = 16_384;
/// The most reports that are unpacked from one file.
pub const MAX_REPORTS: usize = 4;
/// The longest name that is kept, in characters.
const MAX_NAME: usize = 300;

/// What a file is that holds a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrapper {
    /// A zip archive.
    Zip,
    /// Compressed by gzip.
    Gzip,
    /// A tar archive.
    Tar,
    /// A mail, as most mail programs save it.
    Mail,
    /// A mail, as Outlook saves it: `.msg`.
    Message,
    /// A text with a file in base64.
    Text,
    /// Signed in CMS: `.p7m`.
    Signed,
    /// Another PDF.
    Pdf,
}

impl Wrapper {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Zip, Self::Gzip, Self::Tar, Self::Mail, Self::Message, Self::Text, Self::Signed, Self::Pdf];

    /// What the first bytes of a file say that it is, where they leave no doubt. Mails, texts and
    /// PDFs begin as a report may that something was put in front of.
    #[must_use]
    pub fn of(file: &[u8]) -> Option<Self> {
        match file {
            _ if file.starts_with(zip::LOCAL_HEADER) => Some(Self::Zip),
            _ if file.starts_with(gzip::MAGIC) => Some(Self::Gzip),
            _ if file.starts_with(compound::MAGIC) => Some(Self::Message),
            _ if tar::is_tar(file) => Some(Self::Tar),
            _ if signed::is_signed(file) => Some(Self::Signed),
            _ => None,
        }
    }
}

/// A place in a file where a report may lie.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    /// What it is called there.
    pub(crate) name: Option<String>,
    packed: Packed<'a>,
}

/// How bytes are written; each but the first kind knows its own end.
#[derive(Clone, Copy, Debug)]
enum Packed<'a> {
    Plain(&'a [u8]),
    Deflated(&'a [u8], inflate::Form),
    Member(&'a [u8]),
    Base64(&'a [u8]),
    Octets(signed::Octets<'a>),
    Sectors(compound::Sectors<'a>),
}

impl Place<'_> {
    /// Whether it begins as a report does.
    fn begins(&self) -> bool {
        match self.packed {
            Packed::Plain(bytes) => bytes.starts_with(HEADER),
            Packed::Deflated(bytes, form) => inflate::begins(bytes, form, HEADER),
            Packed::Member(bytes) => inflate::begins(bytes, inflate::Form::Raw, HEADER),
            Packed::Base64(text) => base64::bytes(text).take(HEADER.len()).eq(HEADER.iter().copied()),
            Packed::Octets(octets) => octets.flatten().take(HEADER.len()).eq(HEADER),
            Packed::Sectors(sectors) => sectors.flatten().take(HEADER.len()).eq(HEADER),
        }
    }

    /// All of it, where it has no more bytes than that: what can be unpacked, if it is cut short.
    pub(crate) fn unpack(&self, limit: usize) -> Option<Vec<u8>> {
        let mut unpacked = Vec::new();
        match self.packed {
            Packed::Plain(bytes) => add(&mut unpacked, bytes, limit)?,
            Packed::Deflated(bytes, form) => return inflate::inflate(bytes, form, limit),
            Packed::Member(bytes) => {
                let (inflated, end) = inflate::inflate_to_end(bytes, inflate::Form::Raw, limit)?;
                // Padded with zeros, as on a tape, it has one member still.
                let behind = end.and_then(|end| bytes.get(end + gzip::TRAILER..)).unwrap_or_default();
                return behind.iter().all(|&byte| byte == 0).then_some(inflated);
            }
            Packed::Base64(text) => {
                unpacked.try_reserve_exact((base64::length(text) / 4 * 3 + 3).min(limit)).ok()?;
                for byte in base64::bytes(text) {
                    if unpacked.len() >= limit {
                        return None;
                    }
                    unpacked.push(byte);
                }
            }
            Packed::Octets(mut octets) => octets.try_for_each(|chunk| add(&mut unpacked, chunk, limit))?,
            Packed::Sectors(mut sectors) => {
                sectors.try_for_each(|sector| add(&mut unpacked, sector, limit))?;
                // The last sector is filled up.
                unpacked.truncate(declared_length(&unpacked).unwrap_or(unpacked.len()));
            }
        }
        Some(unpacked)
    }
}

/// Appends bytes, unless there would be more than the limit, or more than there is memory.
fn add(to: &mut Vec<u8>, bytes: &[u8], limit: usize) -> Option<()> {
    if to.len().checked_add(bytes.len())? > limit {
        return None;
    }
    to.try_reserve(bytes.len()).ok()?;
    to.extend_from_slice(bytes);
    Some(())
}

/// The places in a file at which something begins as a report does.
pub(crate) fn places(file: &[u8], wrapper: Wrapper) -> impl Iterator<Item = Place<'_>> {
    let places: Box<dyn Iterator<Item = Place<'_>> + '_> = match wrapper {
        Wrapper::Zip => Box::new(zip::entries(file)),
        Wrapper::Gzip => Box::new(gzip::member(file).into_iter()),
        Wrapper::Tar => Box::new(tar::entries(file)),
        Wrapper::Message => Box::new(compound::places(file)),
        Wrapper::Mail | Wrapper::Text => Box::new(base64::places(file)),
        Wrapper::Signed => Box::new(signed::content(file).into_iter()),
        Wrapper::Pdf => Box::new(pdf::streams(file)),
    };
    places.take(MAX_PLACES).filter(Place::begins).take(MAX_REPORTS)
}

/// A signed file that is written in base64, as its bytes; any other as it is.
pub(crate) fn unarmoured(file: &[u8]) -> Option<Vec<u8>> {
    signed::armoured(file).map(|text| base64::bytes(text).collect())
}

/// Whether bytes are unpacked without a panic and within their bounds: for the fuzzer.
#[doc(hidden)]
#[must_use]
pub fn unpacked(file: &[u8], wrapper: Wrapper, limit: usize) -> usize {
    let armoured = unarmoured(file);
    let places = places(armoured.as_deref().unwrap_or(file), wrapper);
    places.filter_map(|place| place.unpack(limit)).map(|bytes| bytes.len()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
