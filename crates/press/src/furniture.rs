//! Running header and footer.

use crate::context::Context;
use crate::mark::{Area, Goal, Mark, line_marks, rule};
use crate::style::{DIGEST, FOOTER, FURNITURE, HAIR, LEFT, LINE, MEASURE, RIGHT, Style};
use crate::text::{Line, Span};
use crate::wording::fill;

/// The footer of page `number` (from 1) of `total`, and the header of every page but the first.
pub(crate) fn marks(context: &Context<'_>, number: usize, total: usize) -> Vec<Mark> {
    let setter = context.setter;
    let labels = context.wording.labels;
    let line = |text: String| setter.line(Span::new(text, FURNITURE));
    let mut marks = Vec::new();
    let mut right = |line: &Line, y| marks.extend(line_marks(line, RIGHT - line.width, y));

    let (first, second) = (FOOTER + 13.0, FOOTER + 23.0);
    let page = fill(labels.page, &[("n", &number.to_string()), ("total", &total.to_string())]);
    right(&line(page), first);
    let verify = verify_at(context);
    right(&verify, second);
    if number > 1 {
        right(&line(context.number()), 46.0);
    }

    let area = Area::new(RIGHT - verify.width, second - 8.0, verify.width, 11.0);
    marks.push(Mark::Link { area, to: Goal::Verify });
    let digest = context.report.content_sha256.to_string();
    marks.push(rule(LEFT, FOOTER, MEASURE, HAIR, LINE));
    marks.extend(line_marks(&line(labels.content_digest.to_owned()), LEFT, first));
    marks.extend(line_marks(&setter.line(Span::new(digest, DIGEST)), LEFT, second));
    if number > 1 {
        let core = &context.record.core;
        let title = Span::joined([core.template.title.as_str(), core.site.name.as_str()], " · ", FURNITURE);
        // One line: what does not fit is on the cover.
        let room = MEASURE - setter.width(FURNITURE, &context.number()) - 24.0;
        let title = setter.lines(&title, room).into_iter().next().unwrap_or_default();
        marks.extend(line_marks(&title, LEFT, 46.0));
        marks.push(rule(LEFT, 53.0, MEASURE, HAIR, LINE));
    }
    marks
}

/// Where to check the report, in smaller letters where a long address would run into the digest.
fn verify_at(context: &Context<'_>) -> Line {
    let setter = context.setter;
    let text = fill(context.wording.labels.verify_at, &[("address", context.address())]);
    let digest = setter.width(DIGEST, &context.report.content_sha256.to_string());
    let room = MEASURE - digest - 12.0;
    let fits = (room / setter.width(FURNITURE, &text)).min(1.0);
    let style = Style { size: FURNITURE.size * fits, ..FURNITURE };
    setter.line(Span::new(text, style))
}
