//! Faces in the document: of each that is used, the glyphs that are used.

use std::collections::BTreeMap;

use harfrust::GlyphId;
use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use norven_proof::digest::Digest;
use subsetter::GlyphRemapper;

use crate::PressError;
use crate::deflate::deflated;
use crate::faces::{FaceUsed, Faces, ScriptFace};

/// `FontDescriptor` flag of a font that has other characters than Latin letters.
const SYMBOLIC: i64 = 4;
/// Mappings in one block of a character map (Adobe technical note 5411).
const BLOCK: usize = 100;

/// The faces used so far, in the order of their first use.
pub(crate) struct Embedded<'a> {
    faces: &'a Faces,
    used: Vec<Used>,
}

struct Used {
    face: usize,
    glyphs: GlyphRemapper,
    /// What each glyph stands for, by its number in the document.
    texts: BTreeMap<u16, String>,
    /// Its width, in thousandths of an em.
    widths: BTreeMap<u16, i64>,
    /// The highest and the deepest place that any of them reaches, in thousandths of an em.
    ink: (f32, f32),
}

impl<'a> Embedded<'a> {
    pub(crate) const fn new(faces: &'a Faces) -> Self {
        Self { faces, used: Vec::new() }
    }

    /// The name of a face as a resource.
    pub(crate) fn name(&mut self, face: usize) -> String {
        format!("S{}", self.place(face))
    }

    fn place(&mut self, face: usize) -> usize {
        match self.used.iter().position(|used| used.face == face) {
            Some(at) => at,
            None => {
                let used = Used {
                    face,
                    glyphs: GlyphRemapper::new(),
                    texts: BTreeMap::new(),
                    widths: BTreeMap::new(),
                    ink: (0.0, 0.0),
                };
                self.used.push(used);
                self.used.len() - 1
            }
        }
    }

    /// A glyph's number in the document and its width, and whether it stands for just this text there.
    pub(crate) fn glyph(&mut self, face: usize, id: u16, text: &str) -> (u16, f32, bool) {
        let at = self.place(face);
        let Some(used) = self.used.get_mut(at) else { return (0, 0.0, false) };
        let number = used.glyphs.remap(id);
        let width = match (used.widths.get(&number), self.faces.face(face)) {
            (Some(width), _) => *width,
            (None, Some(face)) => used.measure(number, face, id),
            (None, None) => 0,
        };
        if text.is_empty() {
            return (number, width as f32, false);
        }
        let says = used.texts.entry(number).or_insert_with(|| text.to_owned());
        (number, width as f32, says == text)
    }

    /// The faces used, by name.
    pub(crate) fn list(&self) -> Vec<FaceUsed> {
        let faces = self.used.iter().filter_map(|used| self.faces.face(used.face));
        faces.map(|face| FaceUsed { name: face.name.clone(), sha256: face.sha256 }).collect()
    }

    /// Adds the faces to the document and their names to the resources of its pages.
    pub(crate) fn add_to(&self, document: &mut Document) -> Result<(), PressError> {
        let Some(page) = document.page_iter().next() else { return Ok(()) };
        let resources = document.get_dictionary(page)?.get(b"Resources")?.as_reference()?;
        for (at, used) in self.used.iter().enumerate() {
            let face = self.faces.face(used.face).ok_or(PressError::Fonts)?;
            let font = used.add_to(document, face)?;
            let fonts = document.get_object_mut(resources)?.as_dict_mut()?.get_mut(b"Font")?;
            let fonts = match fonts {
                Object::Reference(id) => {
                    let id = *id;
                    document.get_object_mut(id)?.as_dict_mut()?
                }
                fonts => fonts.as_dict_mut()?,
            };
            fonts.set(format!("S{at}"), Object::Reference(font));
        }
        Ok(())
    }
}

impl Used {
    /// Takes the measures of a glyph on its first use, and gives its width.
    fn measure(&mut self, number: u16, face: &ScriptFace, id: u16) -> i64 {
        let units = face.font.glyph_metrics().h_advance(GlyphId::new(u32::from(id)));
        let width = (units * 1000.0 / f32::from(face.font.units_per_em())).round() as i64;
        let (top, foot) = face.ink(id).unwrap_or_default();
        self.ink = (self.ink.0.max(top), self.ink.1.min(foot));
        self.widths.insert(number, width);
        width
    }

    fn add_to(&self, document: &mut Document, face: &ScriptFace) -> Result<ObjectId, PressError> {
        let subset = subsetter::subset(&face.blob, face.index, &self.glyphs)
            .map_err(|error| PressError::Subset { face: face.name.clone(), problem: error.to_string() })?;
        // Outlines of the other kind stand by themselves.
        let outlines = table(&subset, b"CFF ");
        let name = format!("{}+{}", tag(&subset), face.name);
        let mut program = dictionary! { "Filter" => "FlateDecode" };
        match outlines {
            Some(_) => program.set("Subtype", "CIDFontType0C"),
            None => program.set("Length1", i64::try_from(subset.len()).unwrap_or(i64::MAX)),
        }
        let program = document.add_object(Stream::new(program, deflated(outlines.unwrap_or(&subset))?));
        let descriptor = self.descriptor(face, &name, outlines.is_some(), program);
        let descriptor = document.add_object(descriptor);
        let mut descendant = dictionary! {
            "Type" => "Font",
            "Subtype" => if outlines.is_some() { "CIDFontType0" } else { "CIDFontType2" },
            "BaseFont" => Object::Name(name.clone().into_bytes()),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => Object::Reference(descriptor),
            "W" => self.widths(),
        };
        if outlines.is_none() {
            descendant.set("CIDToGIDMap", "Identity");
        }
        let descendant = document.add_object(descendant);
        let characters = document.add_object(Stream::new(dictionary! {}, self.characters().into_bytes()));
        Ok(document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => Object::Name(name.into_bytes()),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Reference(descendant)],
            "ToUnicode" => Object::Reference(characters),
        }))
    }

    fn descriptor(&self, face: &ScriptFace, name: &str, outlines: bool, program: ObjectId) -> lopdf::Dictionary {
        let metrics = face.font.metrics();
        let em = f64::from(face.font.units_per_em());
        let measure = |units: f64| Object::Integer((units * 1000.0 / em).round() as i64);
        // What the glyphs used reach (ISO 32000-2, table 120): readers mark as much when they select text.
        let (ascent, descent) = (self.ink.0.ceil() as i64, self.ink.1.floor() as i64);
        let bounds = metrics.bounds;
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|side| measure(side.to_f64()));
        dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => Object::Name(name.as_bytes().to_vec()),
            "Flags" => SYMBOLIC,
            "FontBBox" => Object::Array(bounds.into()),
            "ItalicAngle" => 0,
            "Ascent" => ascent,
            "Descent" => descent,
            "CapHeight" => metrics.cap_height.map_or(Object::Integer(ascent), |height| measure(height.to_f64())),
            "StemV" => 80,
            if outlines { "FontFile3" } else { "FontFile2" } => Object::Reference(program),
        }
    }

    fn widths(&self) -> Object {
        let widths = self.widths.iter().flat_map(|(number, width)| {
            [Object::Integer(i64::from(*number)), Object::Array(vec![Object::Integer(*width)])]
        });
        Object::Array(widths.collect())
    }

    /// The map from glyphs to text.
    fn characters(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let entries: Vec<_> = self.texts.iter().collect();
        for block in entries.chunks(BLOCK) {
            map.push_str(&format!("{} beginbfchar\n", block.len()));
            for (number, text) in block {
                let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
                map.push_str(&format!("<{number:04X}> <{units}>\n"));
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

/// Six letters that tell one subset from another (ISO 32000-2, 9.9.2).
fn tag(subset: &[u8]) -> String {
    Digest::of(subset).as_bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// A table of a font.
fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let count = u16::from_be_bytes(*font.get(4..)?.first_chunk()?);
    let (records, _) = font.get(12..)?.as_chunks::<16>();
    let record = records.iter().take(count.into()).find(|record| record.starts_with(tag))?;
    let [offset, length] =
        [8, 12].map(|at| u32::from_be_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]));
    font.get(usize::try_from(offset).ok()?..)?.get(..usize::try_from(length).ok()?)
}
