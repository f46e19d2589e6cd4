//! From pages to the bytes of the document.
//!
//! printpdf writes the pages; everything it would make different on every run, clone once too
//! often or leave out is done here in the object graph: identity and dates, the photos, the
//! attached record, the outline.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use printpdf::{FontId, PdfDocument, PdfFont, PdfPage, PdfSaveOptions};

use crate::context::Context;
use crate::deflate::deflated;
use crate::embed::Embedded;
use crate::file::{self, Outside};
use crate::fonts::{Face, Fonts};
use crate::jpeg::{Colours, Frame};
use crate::links::{self, Link, destination};
use crate::pages::{Bookmark, Paged};
use crate::photos::Picture;
use crate::seal;
use crate::structure::Structure;
use crate::text_string::text;
use crate::wording::pdf_date;
use crate::{Photos, PressError};

/// Name of the attached record.
const RECORD: &str = "record.json";

/// What leads through a document.
pub(crate) struct Inside<'a> {
    pub(crate) paged: &'a Paged,
    /// The links of each page.
    pub(crate) links: &'a [Vec<Link>],
    pub(crate) structure: &'a Structure,
    pub(crate) embedded: &'a Embedded<'a>,
}

/// Puts pages, photos, record, outline, links and structure together.
pub(crate) fn document(
    context: &Context<'_>,
    fonts: &Fonts,
    pages: Vec<PdfPage>,
    inside: &Inside<'_>,
) -> Result<Vec<u8>, PressError> {
    let mut document = set(pages, fonts)?;
    embed_fonts(&mut document, fonts)?;
    inside.embedded.add_to(&mut document)?;
    deflate_streams(&mut document)?;
    let photos = add_pictures(&mut document, &context.album.pictures, context.report.photos)?;
    let date = text(&pdf_date(&context.record.issued_at)?);
    let outline = add_outline(&mut document, &inside.paged.bookmarks);
    links::add(&mut document, inside.links, &inside.paged.places, context.report.verify_address)?;
    inside.structure.add_to(&mut document)?;
    let attachment = attach_record(&mut document, context, &date)?;
    complete_catalog(&mut document, context, outline, attachment)?;
    identify(&mut document, context, date);
    let seal = seal::reserve(&mut document)?;
    file::written(&document, photos, (seal, &seal::spelling(context)?))
}

/// The pages as an object graph.
fn set(pages: Vec<PdfPage>, fonts: &Fonts) -> Result<Document, PressError> {
    let mut pdf = PdfDocument::new("");
    for face in Face::ALL {
        let font = PdfFont::new(fonts.font(face).parsed.clone());
        pdf.resources.fonts.map.insert(FontId(face.name().to_owned()), font);
    }
    pdf.with_pages(pages);
    let mut warnings = Vec::new();
    let document = pdf.to_lopdf_document(&PdfSaveOptions { secure: false, ..PdfSaveOptions::default() }, &mut warnings);
    if !warnings.is_empty() {
        return Err(PressError::Warnings(warnings.into_iter().map(|w| w.msg).collect()));
    }
    Ok(document)
}

/// Exchanges the font programs for their deflated forms.
fn embed_fonts(document: &mut Document, fonts: &Fonts) -> Result<(), PressError> {
    let mut programs: Vec<(ObjectId, Face)> = Vec::new();
    for object in document.objects.values() {
        let Ok(descriptor) = object.as_dict() else {
            continue;
        };
        let Ok(program) = descriptor.get(b"FontFile2").and_then(Object::as_reference) else {
            continue;
        };
        let name = descriptor.get(b"FontName")?.as_name()?;
        programs.extend(Face::ALL.iter().filter(|face| face.name().as_bytes() == name).map(|f| (program, *f)));
    }
    for (id, face) in programs {
        let stream = document.get_object_mut(id)?.as_stream_mut()?;
        stream.dict.set("Filter", "FlateDecode");
        stream.set_content(fonts.font(face).deflated.clone());
    }
    Ok(())
}

/// Deflates every stream that is not yet: pages and character maps.
fn deflate_streams(document: &mut Document) -> Result<(), PressError> {
    for object in document.objects.values_mut() {
        if let Ok(stream) = object.as_stream_mut()
            && !stream.dict.has(b"Filter")
        {
            stream.set_content(deflated(&stream.content)?);
            stream.dict.set("Filter", "FlateDecode");
        }
    }
    Ok(())
}

/// Adds the pictures as resources that all pages share; their bytes, untouched, are fetched when
/// the file is written.
fn add_pictures<'a>(
    document: &mut Document,
    pictures: &'a [Picture<'a>],
    photos: &'a dyn Photos,
) -> Result<Vec<Outside<'a>>, PressError> {
    let Some(page) = document.page_iter().next() else {
        return Ok(Vec::new());
    };
    let mut outside = Vec::with_capacity(pictures.len());
    let resources = document.get_dictionary(page)?.get(b"Resources")?.as_reference()?;
    let shared = document.get_dictionary(resources)?.get(b"XObject")?.as_reference()?;
    for picture in pictures {
        let id = document.new_object_id();
        let names = document.get_object_mut(shared)?.as_dict_mut()?;
        names.set(picture.name.clone(), Object::Reference(id));
        let fetch = Box::new(move || picture.fetch(photos).map(|(frame, jpeg)| (dictionary(frame), jpeg)));
        outside.push(Outside { id, length: picture.length(), fetch });
    }
    Ok(outside)
}

/// What is said of a picture.
fn dictionary(frame: Frame) -> Dictionary {
    dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(frame.width),
        "Height" => i64::from(frame.height),
        "ColorSpace" => match frame.colours {
            Colours::Grey => "DeviceGray",
            Colours::Rgb => "DeviceRGB",
        },
        "BitsPerComponent" => 8,
        "Filter" => "DCTDecode",
    }
}

/// A flat outline, in the order of the pages.
fn add_outline(document: &mut Document, bookmarks: &[Bookmark]) -> ObjectId {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for (at, bookmark) in bookmarks.iter().enumerate() {
        let mut entry = dictionary! {
            "Title" => text(&bookmark.title),
            "Parent" => Object::Reference(root),
            "Dest" => destination(&pages, bookmark.place).unwrap_or(Object::Null),
        };
        if at > 0 {
            entry.set("Prev", Object::Reference(ids[at - 1]));
        }
        if let Some(next) = ids.get(at + 1) {
            entry.set("Next", Object::Reference(*next));
        }
        document.set_object(ids[at], entry);
    }
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        outlines.set("First", Object::Reference(*first));
        outlines.set("Last", Object::Reference(*last));
    }
    document.set_object(root, outlines);
    root
}

/// Attaches the record, so that `pdfdetach` brings out the very bytes whose digest is printed.
fn attach_record(document: &mut Document, context: &Context<'_>, date: &Object) -> Result<ObjectId, PressError> {
    let bytes = context.report.record_bytes;
    let dict = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => Object::Name(b"application/json".to_vec()),
        "Params" => dictionary! {
            "Size" => i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            "ModDate" => date.clone(),
        },
        "Filter" => "FlateDecode",
    };
    let file = document.add_object(Stream::new(dict, deflated(bytes)?));
    Ok(document.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text(RECORD),
        "UF" => text(RECORD),
        "Desc" => text(context.wording.labels.attachment),
        "AFRelationship" => "Source",
        "EF" => dictionary! { "F" => Object::Reference(file), "UF" => Object::Reference(file) },
    }))
}

fn complete_catalog(
    document: &mut Document,
    context: &Context<'_>,
    outline: ObjectId,
    attachment: ObjectId,
) -> Result<(), PressError> {
    let attachment = Object::Reference(attachment);
    let files = dictionary! { "Names" => vec![text(RECORD), attachment.clone()] };
    let catalog = document.catalog_mut()?;
    catalog.set("Lang", text(&context.record.language));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("Outlines", Object::Reference(outline));
    catalog.set("Names", dictionary! { "EmbeddedFiles" => files });
    catalog.set("AF", vec![attachment]);
    Ok(())
}

/// Title, dates and `/ID`, all from the record: the same report is the same file.
fn identify(document: &mut Document, context: &Context<'_>, date: Object) {
    let record = context.record;
    let title = format!("{} · {}", record.number, record.core.template.title);
    let info = dictionary! {
        "Title" => text(&title),
        "Author" => text(&record.issuer.name),
        "Subject" => text(&record.core.site.name),
        "Creator" => text("Norven"),
        "Producer" => text("Norven"),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    };
    let info_id = document.trailer.get(b"Info").and_then(Object::as_reference);
    let info_id = info_id.unwrap_or_else(|_| document.new_object_id());
    document.set_object(info_id, info);
    let id = context.report.content_sha256.as_bytes()[..16].to_vec();
    let id = Object::String(id, StringFormat::Hexadecimal);
    document.trailer = Dictionary::from_iter([
        ("Root", document.trailer.get(b"Root").cloned().unwrap_or(Object::Null)),
        ("Info", Object::Reference(info_id)),
        ("ID", Object::Array(vec![id.clone(), id])),
    ]);
}
