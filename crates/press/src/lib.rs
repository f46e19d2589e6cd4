//! Sets a record as a PDF.
//!
//! [`render`] is a pure function: the same [`Report`], which names the [`Faces`] it may be set in, gives the same
//! bytes, on any machine and on any day. Text is measured and broken into rows, rows are gathered in blocks, blocks fill pages,
//! and pages become a document that carries the record as an attachment and the digest of that
//! attachment in the footer of every page. The last object is the place for the seal: two
//! placeholders of fixed length, [`CONTENTS_DIGITS`] zeros and [`BYTE_RANGE`], to be overwritten.
//!
//! # What a report does not claim to be
//!
//! Reports are tagged: title, headings, paragraphs and figures with alternate text in reading order,
//! everything else an artifact; language, document title and outline are set. Every font is
//! embedded with its characters, nothing is transparent, encrypted or scripted, and the record is
//! an associated file. That is most, but not all, of two standards, and neither is claimed before a
//! validator (veraPDF) has confirmed it.
//!
//! **PDF/UA-1** would still need: XMP metadata that name the standard; links as `Link` elements with
//! alternate text, and the seal's field as a `Form` element; the answers of a section as a table or
//! a list rather than paragraphs; drawn signatures and the QR code as figures.
//!
//! **PDF/A-3** would still need: XMP metadata that agree with the document information; an output
//! intent with an sRGB profile, since colours and photos are in device colours.

mod annotations;
mod answer;
mod block;
mod clusters;
mod complex;
mod contents;
mod context;
mod cover;
mod deflate;
mod embed;
mod emit;
mod faces;
mod facts;
mod file;
mod fonts;
mod furniture;
mod genuine;
mod graph;
mod icons;
mod jpeg;
mod labels;
mod line;
mod links;
mod mark;
mod pages;
mod photos;
mod reading;
mod run;
mod seal;
mod sections;
mod shape;
mod signatures;
mod structure;
mod style;
mod text;
mod text_string;
mod todo;
mod wording;
pub mod words;

use std::borrow::Cow;

use norven_proof::digest::Digest;
use norven_proof::envelope::MAX_FILE_BYTES;
use norven_proof::record::Record;

use crate::context::Context;
use crate::embed::Embedded;
use crate::emit::Pen;
use crate::fonts::Fonts;
use crate::graph::Inside;
use crate::mark::{Area, Mark};
use crate::pages::{Page, paginate};
use crate::reading::Direction;
use crate::structure::Structure;
use crate::style::BOTTOM;

pub use crate::faces::{FaceFile, FaceUsed, Faces};
pub use crate::seal::{BYTE_RANGE, CONTENTS_DIGITS};

/// What a report is set from.
pub struct Report<'a> {
    /// The record.
    pub record: &'a Record,
    /// The record's canonical bytes, attached as `record.json`.
    pub record_bytes: &'a [u8],
    /// SHA-256 of `record_bytes`, printed on every page.
    pub content_sha256: Digest,
    /// Where anybody can check the report, as printed: `https://norven.example/verify`.
    pub verify_address: &'a str,
    /// The address in the QR code.
    pub qr: &'a str,
    /// What it can be set in.
    pub faces: &'a Faces,
    /// Where the photos' bytes come from.
    pub photos: &'a dyn Photos,
    /// How the organisation looks.
    pub brand: Brand<'a>,
    /// How the report is laid out.
    pub layout: Layout,
}

/// The photos of a report.
pub trait Photos {
    /// The JPEG that the report shows of a file: the record's `shown` derivative. It is asked for
    /// once, when it is to be written, and let go before the next.
    ///
    /// # Errors
    /// When it cannot be fetched.
    fn jpeg(&self, file_id: &str) -> std::io::Result<Option<Cow<'_, [u8]>>>;
}

/// How an organisation looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brand<'a> {
    /// Its colour in sRGB, darkened where it would be too light to read on paper.
    pub colour: [u8; 3],
    /// Its logo as a JPEG on white. It goes into the report as it is, like a photo.
    pub logo: Option<&'a [u8]>,
}

/// How a report is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Photos beside one another: 2 to 6; other numbers are taken as the nearest of these.
    pub photos_per_row: u8,
}

/// Why a report cannot be set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PressError {
    /// The footer would not tell the truth.
    #[error("the record's bytes do not have the digest that would be printed")]
    ContentDigest,
    /// An instant of the record cannot be read.
    #[error("{0:?} is not an instant")]
    Instant(String),
    /// The record's time zone does not exist.
    #[error("{0:?} is not a time zone")]
    TimeZone(String),
    /// A photo cannot be shown.
    #[error("photo {file}: {problem}")]
    Photo {
        /// The file's id.
        file: String,
        /// What is wrong with it.
        #[source]
        problem: PhotoError,
    },
    /// A photo cannot be fetched.
    #[error("photo {file} cannot be fetched")]
    Fetch {
        /// The file's id.
        file: String,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The logo cannot be shown.
    #[error("the logo is not a baseline or progressive JPEG in grey or RGB")]
    Logo,
    /// The address is too long for a QR code.
    #[error("the address does not fit into a QR code")]
    Qr,
    /// A file was named as one with faces.
    #[error("{0} holds no face that text can be set in")]
    FaceFile(String),
    /// The glyphs used cannot be taken out of a face.
    #[error("{face} cannot be embedded: {problem}")]
    Subset {
        /// The face's name.
        face: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The fonts inside this program cannot be read.
    #[error("the embedded fonts cannot be read")]
    Fonts,
    /// printpdf warned, which means that something would not show.
    #[error("the pages cannot be written: {}", .0.join("; "))]
    Warnings(Vec<String>),
    /// The document's object graph is not as it should be.
    #[error("the document cannot be put together")]
    Document(#[from] lopdf::Error),
    /// No verifier would read it.
    #[error("the report would have {bytes} bytes, and at most {MAX_FILE_BYTES} are read")]
    TooLarge {
        /// About how many bytes it would have.
        bytes: usize,
    },
    /// The document cannot be written.
    #[error("the document cannot be written")]
    Write(#[from] std::io::Error),
}

/// Why a photo cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// An answer refers to it, but the record does not list it.
    #[error("the record does not list it")]
    NotInRecord,
    /// Its bytes are not there.
    #[error("its bytes are missing")]
    Missing,
    /// Its bytes are not those the record names.
    #[error("its bytes do not have the digest that the record states")]
    Digest,
    /// It is no JPEG that every viewer shows.
    #[error("it is not a baseline or progressive JPEG in grey or RGB")]
    Unsupported,
    /// Its size in pixels is not the record's.
    #[error("its size is not the one that the record states")]
    Size,
}

/// A report as it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The document, with the place for its seal.
    pub pdf: Vec<u8>,
    /// The faces in it: those of the product, and of other scripts what the report needed.
    pub faces: Vec<FaceUsed>,
}

/// Sets a report as a PDF.
///
/// # Errors
///
/// When the record names an instant or a time zone that does not exist, when a photo is missing
/// or is not the one the record states, or when the digest is not that of the record's bytes.
pub fn render(input: &Report<'_>) -> Result<Rendered, PressError> {
    if Digest::of(input.record_bytes) != input.content_sha256 {
        return Err(PressError::ContentDigest);
    }
    let fonts = Fonts::get()?;
    let context = Context::of(input, fonts)?;

    let mut blocks = cover::blocks(&context)?;
    blocks.extend(todo::blocks(&context)?);
    blocks.extend(contents::blocks(&context));
    blocks.extend(sections::blocks(&context)?);
    blocks.extend(signatures::blocks(&context)?);
    let mut paged = paginate(blocks, genuine::HEIGHT);
    if let Some(cover) = paged.pages.first_mut() {
        cover.rows.push((BOTTOM - genuine::HEIGHT, genuine::row(&context)?));
    }

    let total = paged.pages.len();
    let mut structure = Structure::default();
    let mut embedded = Embedded::new(input.faces);
    let mut links = Vec::new();
    let mut pages = Vec::with_capacity(total);
    for (at, page) in paged.pages.iter().enumerate() {
        let furniture = furniture::marks(&context, at + 1, total);
        let reading = direction(page, &furniture);
        let mut pen = Pen::new(fonts, &context, &paged.places, &mut structure, &mut embedded, reading);
        draw(&mut pen, page);
        pen.furniture(&furniture);
        let (page, leading) = pen.page();
        pages.push(page);
        links.push(leading);
    }
    let inside = Inside { paged: &paged, links: &links, structure: &structure, embedded: &embedded };
    let pdf = graph::document(&context, fonts, pages, &inside)?;
    Ok(Rendered { pdf, faces: fonts::used().chain(embedded.list()).collect() })
}

/// The direction in which programs take a page to be read: that of most of its letters.
fn direction(page: &Page, furniture: &[Mark]) -> Direction {
    let marks = page.rows.iter().flat_map(|(_, row)| &row.marks).chain(furniture);
    let balance: i64 = marks
        .map(|mark| match mark {
            Mark::Text { text, .. } => reading::balance(text),
            Mark::Shaped { shaped, .. } => reading::balance(&shaped.text),
            _ => 0,
        })
        .sum();
    if balance < 0 { Direction::Leftward } else { Direction::Rightward }
}

fn draw(pen: &mut Pen<'_, '_>, page: &Page) {
    for run in page.grounds() {
        let ground = run.ground;
        let area = Area::new(ground.x, run.y, ground.width, run.height).rounded(ground.radius);
        pen.draw(&Mark::Fill { area, colour: ground.colour }, 0.0);
    }
    page.rows.iter().for_each(|(y, row)| pen.row(row, *y));
}
