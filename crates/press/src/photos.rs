//! The photos of a report and their rows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use norven_proof::digest::Digest;
use norven_proof::record::{Annotation, Core, File};

use crate::block::{Column, Row, columns, paragraph};
use crate::jpeg::{self, Frame};
use crate::mark::{Area, Mark};
use crate::style::{CAPTION, INDENT, LEFT, RIGHT};
use crate::text::{Line, Setter, Span};
use crate::wording::Wording;
use crate::{PhotoError, Photos, PressError};

/// Space between photos.
const GAP: f32 = 6.0;
/// Tallest photo as a part of the width of a cell.
const TALLEST: f32 = 1.4;
/// Captions with more lines than this stand below the row instead of below their photos.
const CAPTION_LINES: usize = 4;

/// A picture as it goes into the document: a photo or the organisation's logo.
pub(crate) struct Picture<'a> {
    /// Its name as a resource.
    pub(crate) name: String,
    /// Its size in pixels: of a photo, the one that the record states.
    size: (u32, u32),
    source: Source<'a>,
    /// What is drawn over it.
    pub(crate) annotations: &'a [Annotation],
}

/// Where a picture's bytes are.
enum Source<'a> {
    Photo(&'a File),
    Logo(Frame, &'a [u8]),
}

impl<'a> Picture<'a> {
    pub(crate) fn width(&self) -> f32 {
        self.size.0 as f32
    }

    pub(crate) fn height(&self) -> f32 {
        self.size.1 as f32
    }

    pub(crate) fn aspect(&self) -> f32 {
        self.width() / self.height()
    }

    /// How many bytes it should have.
    pub(crate) fn length(&self) -> usize {
        match &self.source {
            Source::Photo(file) => usize::try_from(file.shown.bytes).unwrap_or(usize::MAX),
            Source::Logo(_, jpeg) => jpeg.len(),
        }
    }

    /// Its bytes, and what they say of themselves. A photo is what the record says, or an error.
    pub(crate) fn fetch(&self, photos: &'a dyn Photos) -> Result<(Frame, Cow<'a, [u8]>), PressError> {
        match self.source {
            Source::Photo(file) => {
                let fail = |problem| PressError::Photo { file: file.id.clone(), problem };
                let jpeg = photos.jpeg(&file.id).map_err(|error| PressError::Fetch { file: file.id.clone(), error })?;
                let jpeg = jpeg.ok_or_else(|| fail(PhotoError::Missing))?;
                Ok((check(file, &jpeg).map_err(fail)?, jpeg))
            }
            Source::Logo(frame, jpeg) => Ok((frame, Cow::Borrowed(jpeg))),
        }
    }
}

/// The photos that the answers refer to, each once, and the logo after them.
pub(crate) struct Album<'a> {
    pub(crate) pictures: Vec<Picture<'a>>,
    /// What the record says of the pictures that are photos.
    files: Vec<&'a File>,
    index: BTreeMap<&'a str, usize>,
    logo: Option<usize>,
}

impl<'a> Album<'a> {
    /// Gathers the photos, as large as the record says that they are, and the logo.
    pub(crate) fn gather(core: &'a Core, logo: Option<&'a [u8]>) -> Result<Self, PressError> {
        let files: BTreeMap<_, _> = core.files.iter().map(|file| (file.id.as_str(), file)).collect();
        let mut album = Self { pictures: Vec::new(), files: Vec::new(), index: BTreeMap::new(), logo: None };
        let answers = core.sections.iter().flat_map(|section| &section.answers);
        for id in answers.flat_map(|answer| &answer.photos) {
            if album.index.contains_key(id.as_str()) {
                continue;
            }
            let fail = |problem| PressError::Photo { file: id.clone(), problem };
            let file = files.get(id.as_str()).ok_or_else(|| fail(PhotoError::NotInRecord))?;
            let size = (file.shown.width, file.shown.height);
            if size.0 == 0 || size.1 == 0 {
                return Err(fail(PhotoError::Size));
            }
            album.index.insert(id, album.pictures.len());
            let name = format!("P{}", album.pictures.len() + 1);
            album.pictures.push(Picture { name, size, source: Source::Photo(file), annotations: &file.annotations });
            album.files.push(file);
        }
        if let Some(jpeg) = logo {
            let frame = jpeg::frame(jpeg).filter(|frame| frame.width > 0 && frame.height > 0);
            let frame = frame.ok_or(PressError::Logo)?;
            album.logo = Some(album.pictures.len());
            let (size, source) = ((frame.width, frame.height), Source::Logo(frame, jpeg));
            album.pictures.push(Picture { name: "L".to_owned(), size, source, annotations: &[] });
        }
        Ok(album)
    }

    /// The logo and its index.
    pub(crate) fn logo(&self) -> Option<(usize, &Picture<'a>)> {
        let index = self.logo?;
        Some((index, self.pictures.get(index)?))
    }

    /// What stands for a photo where it cannot be seen.
    pub(crate) fn alt(&self, wording: &Wording, index: usize) -> String {
        self.files.get(index).map_or_else(|| wording.labels.photo.to_owned(), |file| stand_in(wording, file))
    }

    /// The indices of photos by their ids.
    pub(crate) fn indices(&self, ids: &[String]) -> Vec<usize> {
        ids.iter().filter_map(|id| self.index.get(id.as_str()).copied()).collect()
    }

    /// Photos in rows of at most `per_row`, each row at one height and as wide as its photos' share
    /// of the measure, with captions.
    pub(crate) fn rows(&self, setter: Setter<'_>, wording: &Wording, ids: &[String], per_row: usize) -> Vec<Vec<Row>> {
        let left = LEFT + INDENT;
        let cell = (RIGHT - left - GAP * (per_row - 1) as f32) / per_row as f32;
        let indices = self.indices(ids);
        let captions: Vec<Vec<Span>> =
            indices.iter().enumerate().map(|(at, index)| caption(at + 1, self.files[*index], wording)).collect();
        let rows = indices.chunks(per_row).zip(captions.chunks(per_row));
        rows.map(|(row, captions)| self.row(setter, wording, (row, captions), (left, cell))).collect()
    }

    fn row(
        &self,
        setter: Setter<'_>,
        wording: &Wording,
        (photos, captions): (&[usize], &[Vec<Span>]),
        (left, cell): (f32, f32),
    ) -> Vec<Row> {
        let aspects: f32 = photos.iter().map(|index| self.pictures[*index].aspect()).sum();
        let tall = (photos.len() as f32 * cell / aspects).min(TALLEST * cell);
        let mut x = left;
        let areas: Vec<Area> = photos
            .iter()
            .map(|index| {
                let area = Area::new(x, 0.0, self.pictures[*index].aspect() * tall, tall);
                x += area.width + GAP;
                area
            })
            .collect();
        let pictures = photos.iter().zip(&areas);
        let mut picture_row = Row::space(tall);
        let framed = pictures.map(|(index, area)| Mark::Picture {
            index: *index,
            area: area.rounded(3.0),
            alt: self.alt(wording, *index),
        });
        picture_row.marks = framed.collect();

        let set = |caption: &[Span], width| setter.lines(caption, width);
        let narrow: Vec<Vec<Line>> = captions.iter().zip(&areas).map(|(text, area)| set(text, area.width)).collect();
        let mut rows = vec![picture_row, Row::space(3.0)];
        if narrow.iter().all(|lines| lines.len() <= CAPTION_LINES) {
            let below: Vec<_> =
                narrow.into_iter().zip(&areas).map(|(lines, area)| Column::new(area.x, CAPTION, lines)).collect();
            let mut lines = columns(setter, &below);
            lines.iter_mut().for_each(|row| row.breakable = false);
            rows.extend(lines);
        } else {
            for text in captions {
                rows.extend(paragraph(setter, left, CAPTION, set(text, RIGHT - left)));
            }
        }
        rows
    }
}

fn check(file: &File, jpeg: &[u8]) -> Result<Frame, PhotoError> {
    if Digest::of(jpeg) != file.shown.sha256 {
        return Err(PhotoError::Digest);
    }
    let frame = jpeg::frame(jpeg).ok_or(PhotoError::Unsupported)?;
    let size = (file.shown.width, file.shown.height);
    if (frame.width, frame.height) != size {
        return Err(PhotoError::Size);
    }
    Ok(frame)
}

/// `1 · Panel, zone 3 · 09:31`
/// What stands for a photo where it cannot be seen: its caption, and whether it was drawn upon.
pub(crate) fn stand_in(wording: &Wording, file: &File) -> String {
    let taken = file.taken_at.as_deref().map(|taken| wording.taken(taken));
    let what = file.caption.clone().unwrap_or_else(|| wording.labels.photo.to_owned());
    let drawn = (!file.annotations.is_empty()).then(|| wording.labels.drawn_upon.to_owned());
    [Some(what), taken, drawn].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Number, caption and time of a photo.
pub(crate) fn caption_parts(number: usize, file: &File, wording: &Wording) -> Vec<String> {
    let taken = file.taken_at.as_deref().map(|taken| wording.taken(taken));
    [Some(number.to_string()), file.caption.clone(), taken].into_iter().flatten().collect()
}

/// That an answer names a photo that the record does not have.
pub(crate) fn unknown(id: &str) -> PressError {
    PressError::Photo { file: id.to_owned(), problem: PhotoError::NotInRecord }
}

fn caption(number: usize, file: &File, wording: &Wording) -> Vec<Span> {
    let parts = caption_parts(number, file, wording);
    Span::joined(parts.iter().map(String::as_str), " · ", CAPTION)
}
