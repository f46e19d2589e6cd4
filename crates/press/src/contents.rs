//! The contents: every section with its result and the page it begins on.

use norven_proof::record::{Outcome, Section};

use crate::block::{Block, Column, Row, columns};
use crate::context::Context;
use crate::icons;
use crate::mark::{Anchor, Area, Goal, Mark};
use crate::sections::{heading, score};
use crate::style::{BODY, INDENT, LEFT, MEASURE, NOTE, RIGHT};
use crate::text::Span;

/// Fewer sections than this are found without a list.
const FEWEST: usize = 4;
/// Lists with no more entries than this stand on one page.
const WHOLE: usize = 16;
/// Room for page numbers.
const PAGES: f32 = 40.0;
/// Space above and below an entry.
const PAD: f32 = 3.0;

/// The list with its heading; nothing for a short report.
pub(crate) fn blocks(context: &Context<'_>) -> Vec<Block> {
    let sections = context.record.core.sections.iter().zip(1..);
    let sections: Vec<_> = sections.filter(|(section, _)| !section.answers.is_empty()).collect();
    if sections.len() < FEWEST {
        return Vec::new();
    }
    let labels = context.wording.labels;
    let mut heading = heading(context, labels.contents, "", None).below(24.0);
    heading.rows.push(Row::space(5.0));
    let entries = sections.into_iter().map(|(section, number)| Block::new(entry(context, section, number)));
    let mut blocks: Vec<Block> = std::iter::once(heading).chain(entries).collect();
    blocks.push(Block::new(line(context, None, labels.signatures, "", Anchor::Signatures)));
    // A list that is not long stays together; of any other, two entries stand on either side of a
    // page's end.
    let entries = blocks.len().saturating_sub(1);
    for (at, block) in blocks.iter_mut().enumerate().take(entries) {
        block.leads = entries <= WHOLE || at <= 1 || at + 1 == entries;
    }
    blocks
}

fn entry(context: &Context<'_>, section: &Section, number: usize) -> Vec<Row> {
    let mut rows =
        line(context, Some(number), &section.title, &score(&context.wording, section), Anchor::Section(number));
    let failed = section.answers.iter().any(|answer| answer.outcome == Outcome::Fail);
    if failed && let Some(first) = rows.get_mut(1) {
        let width = context.setter.width(NOTE, &score(&context.wording, section));
        let x = RIGHT - PAGES - width - icons::SIDE - 5.0;
        first.marks.extend(icons::outcome(Outcome::Fail, x, (first.height - icons::SIDE) / 2.0));
    }
    rows
}

fn line(context: &Context<'_>, number: Option<usize>, title: &str, score: &str, anchor: Anchor) -> Vec<Row> {
    let setter = context.setter;
    let score = setter.line(Span::new(score, NOTE));
    let number = number.map(|number| setter.line(Span::new(number.to_string(), NOTE)));
    let left = LEFT + INDENT;
    let width = RIGHT - PAGES - score.width - icons::SIDE - 24.0 - left;
    let mut rows = columns(
        setter,
        &[
            Column::new(LEFT, NOTE, number.into_iter().collect()),
            Column::new(left, BODY, setter.plain(title, BODY, width)),
            Column::flush_right(RIGHT - PAGES, NOTE, score),
        ],
    );
    if let Some(first) = rows.first_mut() {
        let y = setter.baseline(BODY);
        first.marks.push(Mark::PageOf { anchor, right: RIGHT, y, style: BODY });
        first.marks.push(Mark::Link { area: Area::new(LEFT, 0.0, MEASURE, first.height), to: Goal::Place(anchor) });
    }
    rows.insert(0, Row::space(PAD));
    rows.push(Row::space(PAD));
    rows
}
