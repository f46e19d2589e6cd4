//! Marks as operations of a page.

use printpdf::{
    Color, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point, Polygon,
    PolygonRing, Pt, Rgb as PdfRgb, TextItem, TextMatrix, WindingOrder, XObjectId, XObjectTransform,
};

use crate::fonts::{Face, Font, Fonts};
use crate::mark::{Area, Mark, Node};
use crate::photos::Photo;
use crate::style::{PAGE_HEIGHT, Rgb, Style};

/// Bézier handle that makes a quarter of a circle.
const ROUND: f32 = 0.552_285;
/// Slope of slanted text.
const SLANT: f32 = 0.19;

/// Writes the operations of one page, leaving out what would only repeat the state.
pub(crate) struct Pen<'a> {
    fonts: &'static Fonts,
    photos: &'a [Photo<'a>],
    ops: Vec<Op>,
    font: Option<(Face, f32)>,
    tracking: f32,
    fill: Option<Rgb>,
    stroke: Option<Rgb>,
    width: Option<f32>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(fonts: &'static Fonts, photos: &'a [Photo<'a>]) -> Self {
        Self {
            fonts,
            photos,
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

    /// The finished page.
    pub(crate) fn page(self) -> PdfPage {
        PdfPage::new(Mm(210.0), Mm(297.0), self.ops)
    }

    /// Draws a mark of a row whose top is `top` below the page's.
    pub(crate) fn draw(&mut self, mark: &Mark, top: f32) {
        match mark {
            Mark::Text { x, y, text, style } => self.text(*x, top + y, text, *style),
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
            Mark::Photo { index, area } => self.photo(*index, area, top),
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

    fn photo(&mut self, index: usize, area: &Area, top: f32) {
        let Some(photo) = self.photos.get(index) else {
            return;
        };
        // As large as covers the area, centred, and cut by the area's outline.
        let scale = (area.width / photo.width()).max(area.height / photo.height());
        let (width, height) = (photo.width() * scale, photo.height() * scale);
        let left = area.x + (area.width - width) / 2.0;
        let foot = top + area.y + (area.height + height) / 2.0;
        self.ops.push(Op::SaveGraphicsState);
        self.shape(vec![ring(area, top)], PaintMode::Clip);
        self.ops.push(Op::UseXobject {
            id: XObjectId(photo.name.clone()),
            transform: XObjectTransform {
                translate_x: Some(Pt(rounded(left))),
                translate_y: Some(Pt(flipped(foot))),
                scale_x: Some(rounded(width)),
                scale_y: Some(rounded(height)),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
        self.ops.push(Op::RestoreGraphicsState);
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
