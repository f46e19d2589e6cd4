//! Marks as operations of a page.

mod shaped;

use std::collections::BTreeMap;

use printpdf::{
    Color, DictItem, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point,
    Polygon, PolygonRing, Pt, Rgb as PdfRgb, TextItem, TextMatrix, WindingOrder, XObjectId, XObjectTransform,
};

use crate::annotations;
use crate::block::{Role, Row};
use crate::context::Context;
use crate::embed::Embedded;
use crate::fonts::{Face, Font, Fonts};
use crate::links::Link;
use crate::mark::{Anchor, Area, Mark, Node};
use crate::pages::Place;
use crate::photos::Picture;
use crate::reading::Direction;
use crate::structure::{Part, Structure, Threads};
use crate::style::{PAGE_HEIGHT, Rgb, Style};
use crate::text::Setter;

/// Bézier handle that makes a quarter of a circle.
const ROUND: f32 = 0.552_285;
/// Slope of slanted text.
const SLANT: f32 = 0.19;

/// Writes the operations of one page, leaving out what would only repeat the state.
pub(crate) struct Pen<'a, 'f> {
    fonts: &'static Fonts,
    setter: Setter<'a>,
    embedded: &'a mut Embedded<'f>,
    /// How most of the page's text is read.
    reading: Direction,
    pictures: &'a [Picture<'a>],
    places: &'a BTreeMap<Anchor, Place>,
    structure: &'a mut Structure,
    threads: Threads,
    role: Role,
    /// Whether everything is an artifact.
    furniture: bool,
    /// What the operations now belong to.
    part: Option<Part>,
    links: Vec<Link>,
    ops: Vec<Op>,
    font: Option<(Face, f32)>,
    tracking: f32,
    fill: Option<Rgb>,
    stroke: Option<Rgb>,
    width: Option<f32>,
}

impl<'a, 'f> Pen<'a, 'f> {
    /// Begins a page.
    pub(crate) fn new(
        fonts: &'static Fonts,
        context: &'a Context<'a>,
        places: &'a BTreeMap<Anchor, Place>,
        structure: &'a mut Structure,
        embedded: &'a mut Embedded<'f>,
        reading: Direction,
    ) -> Self {
        structure.turn();
        Self {
            fonts,
            setter: context.setter,
            embedded,
            reading,
            pictures: &context.album.pictures,
            places,
            structure,
            threads: Threads::default(),
            role: Role::Paragraph,
            furniture: false,
            part: None,
            links: Vec::new(),
            ops: vec![
                Op::SetLineCapStyle { cap: LineCapStyle::Round },
                Op::SetLineJoinStyle { join: LineJoinStyle::Round },
            ],
            font: None,
            tracking: 0.0,
            fill: None,
            stroke: None,
            width: None,
        }
    }

    /// The finished page and its links.
    pub(crate) fn page(mut self) -> (PdfPage, Vec<Link>) {
        self.end_part();
        (PdfPage::new(Mm(210.0), Mm(297.0), self.ops), self.links)
    }

    /// Draws a row whose top is `top` below the page's.
    pub(crate) fn row(&mut self, row: &Row, top: f32) {
        if !row.continues {
            self.threads.end();
        }
        self.role = row.role;
        row.marks.iter().for_each(|mark| self.draw(mark, top));
    }

    /// Draws what stands on every page and is no part of the text.
    pub(crate) fn furniture(&mut self, marks: &[Mark]) {
        self.furniture = true;
        marks.iter().for_each(|mark| self.draw(mark, 0.0));
    }

    /// Tells to what the following operations belong.
    fn belong(&mut self, part: Part) {
        if self.part == Some(part) {
            return;
        }
        self.end_part();
        self.part = Some(part);
        self.ops.push(match part {
            Part::Artifact => Op::BeginMarkedContent { tag: "Artifact".to_owned() },
            Part::Element(element) => match self.structure.mark(element) {
                Some((number, tag)) => {
                    let number = DictItem::Int(i64::try_from(number).unwrap_or(i64::MAX));
                    let properties = DictItem::Dict { map: BTreeMap::from([("MCID".to_owned(), number)]) };
                    Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties }
                }
                None => Op::BeginMarkedContent { tag: "Artifact".to_owned() },
            },
        });
    }

    fn end_part(&mut self) {
        if self.part.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// Draws a mark of a row whose top is `top` below the page's.
    pub(crate) fn draw(&mut self, mark: &Mark, top: f32) {
        match mark {
            Mark::Link { .. } => {}
            _ if self.furniture => self.belong(Part::Artifact),
            Mark::Text { thread, .. } | Mark::Shaped { thread, .. } => {
                // What stands beside a title or a heading is a remark.
                let role = if *thread == 0 { self.role } else { Role::Paragraph };
                let structure = &mut *self.structure;
                let element = self.threads.element(*thread, || structure.text(role));
                match mark {
                    Mark::Shaped { shaped, .. } => self.structure.say(element, &shaped.text, shaped.leftward),
                    Mark::Text { text, .. } => self.structure.say(element, text, false),
                    _ => {}
                }
                self.belong(Part::Element(element));
            }
            Mark::PageOf { .. } => {
                let element = self.structure.text(Role::Paragraph);
                self.belong(Part::Element(element));
            }
            Mark::Picture { alt, .. } => {
                let element = self.structure.figure(alt);
                self.belong(Part::Element(element));
            }
            Mark::Fill { .. } | Mark::Outline { .. } | Mark::Stroke { .. } | Mark::Mosaic { .. } => {
                self.belong(Part::Artifact);
            }
        }
        self.paint(mark, top);
    }

    /// Writes a mark as a part of what the operations now belong to.
    fn paint(&mut self, mark: &Mark, top: f32) {
        match mark {
            Mark::Text { x, y, text, style, .. } => self.text(*x, top + y, text, *style),
            Mark::Shaped { x, y, shaped, .. } => self.shaped(*x, top + y, shaped),
            Mark::PageOf { anchor, right, y, style } => {
                let Some(place) = self.places.get(anchor) else { return };
                let number = (place.page + 1).to_string();
                self.text(right - self.setter.width(*style, &number), top + y, &number, *style);
            }
            Mark::Fill { area, colour } => {
                self.fill(*colour);
                self.shape(vec![ring(area, top)], PaintMode::Fill);
            }
            Mark::Outline { area, width, colour } => {
                self.stroke(*colour, *width);
                self.shape(vec![ring(area, top)], PaintMode::Stroke);
            }
            Mark::Stroke { path, width, colour } => {
                self.stroke(*colour, *width);
                let points = path.iter().flat_map(|node| points(*node, top)).collect();
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Mark::Mosaic { tiles, colour } => {
                self.fill(*colour);
                self.shape(tiles.iter().map(|tile| ring(tile, top)).collect(), PaintMode::Fill);
            }
            Mark::Picture { index, area, .. } => self.picture(*index, area, top),
            Mark::Link { area, to } => self.links.push((Area { y: top + area.y, ..*area }, *to)),
        }
    }

    fn text(&mut self, x: f32, y: f32, text: &str, style: Style) {
        self.fill(style.colour);
        self.ops.push(Op::StartTextSection);
        if self.font != Some((style.face, style.size)) {
            self.font = Some((style.face, style.size));
            let font = PdfFontHandle::External(style.face.id());
            self.ops.push(Op::SetFont { font, size: Pt(style.size) });
        }
        let tracking = rounded(style.tracking * style.size / 1000.0);
        if self.tracking != tracking {
            self.tracking = tracking;
            self.ops.push(Op::SetCharacterSpacing { multiplier: tracking });
        }
        let slant = if style.slanted { SLANT } else { 0.0 };
        let matrix = TextMatrix::Raw([1.0, 0.0, slant, 1.0, rounded(x), flipped(y)]);
        self.ops.push(Op::SetTextMatrix { matrix });
        self.ops.push(Op::ShowText { items: kerned(text, self.fonts.font(style.face)) });
        self.ops.push(Op::EndTextSection);
    }

    fn picture(&mut self, index: usize, area: &Area, top: f32) {
        let Some(picture) = self.pictures.get(index) else {
            return;
        };
        // As large as covers the area, centred, and cut by the area's outline.
        let scale = (area.width / picture.width()).max(area.height / picture.height());
        let (width, height) = (picture.width() * scale, picture.height() * scale);
        let left = area.x + (area.width - width) / 2.0;
        let foot = top + area.y + (area.height + height) / 2.0;
        self.ops.push(Op::SaveGraphicsState);
        self.shape(vec![ring(area, top)], PaintMode::Clip);
        self.ops.push(Op::UseXobject {
            id: XObjectId(picture.name.clone()),
            transform: XObjectTransform {
                translate_x: Some(Pt(rounded(left))),
                translate_y: Some(Pt(flipped(foot))),
                scale_x: Some(rounded(width)),
                scale_y: Some(rounded(height)),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
        let whole = Area::new(left, foot - height, width, height);
        let before = (self.stroke, self.width);
        annotations::marks(picture.annotations, &whole).iter().for_each(|mark| self.paint(mark, 0.0));
        self.ops.push(Op::RestoreGraphicsState);
        // What was set since the state was saved is forgotten.
        (self.stroke, self.width) = before;
    }

    fn shape(&mut self, rings: Vec<PolygonRing>, mode: PaintMode) {
        let polygon = Polygon { rings, mode, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn fill(&mut self, colour: Rgb) {
        if self.fill.replace(colour) != Some(colour) {
            self.ops.push(Op::SetFillColor { col: pdf_colour(colour) });
        }
    }

    fn stroke(&mut self, colour: Rgb, width: f32) {
        if self.stroke.replace(colour) != Some(colour) {
            self.ops.push(Op::SetOutlineColor { col: pdf_colour(colour) });
        }
        let width = rounded(width);
        if self.width.replace(width) != Some(width) {
            self.ops.push(Op::SetOutlineThickness { pt: Pt(width) });
        }
    }
}

/// Text with kerning between its characters.
fn kerned(text: &str, font: &Font) -> Vec<TextItem> {
    let mut items = Vec::new();
    let mut run = String::new();
    let mut previous = None;
    for character in text.chars() {
        let kern = previous.map_or(0.0, |left| font.kern(left, character));
        if kern != 0.0 {
            items.push(TextItem::Text(std::mem::take(&mut run)));
            items.push(TextItem::Offset(-kern));
        }
        run.push(character);
        previous = Some(character);
    }
    items.push(TextItem::Text(run));
    items
}

/// A hundredth of a point is finer than any printer.
fn rounded(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// PDF counts from the foot of the page.
fn flipped(y: f32) -> f32 {
    rounded(PAGE_HEIGHT - y)
}

fn pdf_colour(colour: Rgb) -> Color {
    let [r, g, b] = colour.map(|part| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0);
    Color::Rgb(PdfRgb { r, g, b, icc_profile: None })
}

fn point((x, y): (f32, f32), top: f32, bezier: bool) -> LinePoint {
    LinePoint { p: Point { x: Pt(rounded(x)), y: Pt(flipped(top + y)) }, bezier }
}

fn points(node: Node, top: f32) -> Vec<LinePoint> {
    match node {
        Node::To(end) => vec![point(end, top, false)],
        Node::Curve(first, second, end) => {
            vec![point(first, top, true), point(second, top, true), point(end, top, false)]
        }
    }
}

fn ring(area: &Area, top: f32) -> PolygonRing {
    let Area { x, y, width, height, .. } = *area;
    let (right, foot) = (x + width, y + height);
    let r = area.radius.min(width / 2.0).min(height / 2.0);
    let k = r * (1.0 - ROUND);
    let nodes = if r > 0.0 {
        vec![
            Node::To((x + r, y)),
            Node::To((right - r, y)),
            Node::Curve((right - k, y), (right, y + k), (right, y + r)),
            Node::To((right, foot - r)),
            Node::Curve((right, foot - k), (right - k, foot), (right - r, foot)),
            Node::To((x + r, foot)),
            Node::Curve((x + k, foot), (x, foot - k), (x, foot - r)),
            Node::To((x, y + r)),
            Node::Curve((x, y + k), (x + k, y), (x + r, y)),
        ]
    } else {
        vec![Node::To((x, y)), Node::To((right, y)), Node::To((right, foot)), Node::To((x, foot))]
    };
    PolygonRing { points: nodes.into_iter().flat_map(|node| points(node, top)).collect() }
}
