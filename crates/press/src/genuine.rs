//! How to check that the report is genuine, at the foot of the cover.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use crate::PressError;
use crate::block::Row;
use crate::context::Context;
use crate::mark::{Area, Goal, Mark, line_marks, rule};
use crate::style::{BODY, HAIR, INK, LEFT, LINE, MEASURE, NOTE, STRONG};
use crate::text::Span;

/// Side of the QR code: a module stays above a third of a millimetre with the longest address.
const SIDE: f32 = 90.0;
/// Space above the code.
const ABOVE: f32 = 15.0;
/// Height of the whole.
pub(crate) const HEIGHT: f32 = HAIR + ABOVE + SIDE + 6.0;

/// The code and what to do with it.
pub(crate) fn row(context: &Context<'_>) -> Result<Row, PressError> {
    let setter = context.setter;
    let mut row = Row::mark(HEIGHT, rule(LEFT, 0.0, MEASURE, HAIR, LINE));
    row.marks.push(code(context.report.qr, LEFT, HAIR + ABOVE)?);

    let x = LEFT + SIDE + 18.0;
    let [before, after] = context.wording.labels.genuine_how;
    let mut lines = setter.plain(context.wording.labels.genuine, STRONG, 320.0);
    lines.extend(setter.lines(
        &[
            Span::new(before, NOTE),
            Span::new(context.address(), STRONG.coloured(context.accent)),
            Span::new(after, NOTE),
        ],
        320.0,
    ));
    let height = lines.len() as f32 * BODY.leading;
    let mut y = HAIR + ABOVE + (SIDE - height).max(0.0) / 2.0 + setter.baseline(BODY);
    for line in &lines {
        row.marks.extend(line_marks(line, x, y));
        y += BODY.leading;
    }
    row.marks.push(Mark::Link { area: Area::new(LEFT, HAIR + ABOVE, x + 320.0 - LEFT, SIDE), to: Goal::Verify });
    Ok(row)
}

/// The dark modules of a QR code as one shape; error correction M stands a fold and a stain.
fn code(url: &str, x: f32, y: f32) -> Result<Mark, PressError> {
    let code = QRBuilder::new(url).ecl(ECL::M).build().map_err(|_| PressError::Qr)?;
    let module = SIDE / code.size as f32;
    let mut tiles = Vec::new();
    for line in 0..code.size {
        let modules = &code[line][..code.size];
        let mut at = 0;
        for run in modules.chunk_by(|a, b| a.value() == b.value()) {
            if run[0].value() {
                let (left, top) = (x + at as f32 * module, y + line as f32 * module);
                tiles.push(Area::new(left, top, run.len() as f32 * module, module));
            }
            at += run.len();
        }
    }
    Ok(Mark::Mosaic { tiles, colour: INK })
}
