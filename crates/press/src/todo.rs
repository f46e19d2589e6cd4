//! What needs to be done: the failed items, then the others with an open action.

use norven_proof::record::{Action, Answer, Outcome, Record};

use crate::PressError;
use crate::answer::{Shown, limits};
use crate::block::{Block, Column, Row, columns, height, paragraph, stacked};
use crate::context::Context;
use crate::icons;
use crate::mark::{Anchor, Area, Goal, Mark};
use crate::sections::heading;
use crate::style::{BODY, INDENT, LEFT, MEASURE, NOTE, STRONG};

/// Space above and below an entry.
const PAD: f32 = 7.0;
/// Size of the first photo of an entry.
const THUMB: (f32, f32) = (64.0, 48.0);
/// Space between columns.
const GUTTER: f32 = 12.0;
/// Lines of a question or a note; the whole of it stands in its section.
const LINES: usize = 3;

/// The list with its heading.
pub(crate) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, PressError> {
    let entries = entries(context.record).into_iter();
    let entries = entries.map(|((number, at), answer)| entry(context, answer, Anchor::Item(number, at)));
    let entries = entries.collect::<Result<Vec<_>, _>>()?;

    let labels = context.wording.labels;
    let mut blocks = vec![heading(context, labels.to_do, "", None).below(24.0)];
    if entries.is_empty() {
        let lines = context.setter.plain(labels.nothing_to_do, NOTE, MEASURE);
        let mut rows = vec![Row::space(PAD)];
        rows.extend(paragraph(context.setter, LEFT, NOTE, lines));
        blocks.push(Block::new(rows));
    }
    blocks.extend(entries);
    Ok(blocks)
}

/// The failed items, then the others with an open action, each with its section's number and its place there.
pub(crate) fn entries(record: &Record) -> Vec<((usize, usize), &Answer)> {
    let sections = record.core.sections.iter().zip(1..);
    let answers = sections.flat_map(|(section, number)| {
        section.answers.iter().enumerate().map(move |(at, answer)| ((number, at), answer))
    });
    let (mut entries, others): (Vec<_>, Vec<_>) = answers.partition(|(_, answer)| answer.outcome == Outcome::Fail);
    entries.extend(others.into_iter().filter(|(_, answer)| answer.actions.iter().any(is_open)));
    entries
}

fn is_open(action: &Action) -> bool {
    !action.done && action.closed_later.is_none()
}

fn entry(context: &Context<'_>, answer: &Answer, anchor: Anchor) -> Result<Block, PressError> {
    let setter = context.setter;
    let left = LEFT + INDENT;
    let photo = context.album.indices(&answer.photos).first().copied();
    let right = Shown::left() - GUTTER;
    let beside = photo.map_or(0.0, |_| THUMB.0 + GUTTER);
    let width = right - left - beside;

    let shown = Shown::of(setter, &context.wording, answer);
    let (word, sign) = shown.column(setter, Shown::left());
    let number = setter.plain(&answer.number, NOTE, INDENT - 3.0);
    let mut text = setter.clipped(&answer.question, STRONG, width, LINES);
    if let Some(limits) = limits(&context.wording, answer) {
        text.extend(setter.plain(&limits, NOTE, width));
    }
    let number = Column::new(LEFT, NOTE, number);
    let mut question = columns(setter, &[number, Column::new(left, STRONG, text), word]);
    if let Some(first) = question.first_mut() {
        first.marks.extend(sign);
        let area = Area::new(LEFT, 0.0, right - LEFT - beside, first.height);
        first.marks.push(Mark::Link { area, to: Goal::Place(anchor) });
    }
    let mut parts = vec![question];
    // A text says why an item failed; so does a note.
    for text in [&shown.text, &answer.note].into_iter().flatten() {
        let lines = setter.clipped(text, NOTE, width, LINES);
        parts.push(paragraph(setter, left, NOTE, lines));
    }
    for action in &answer.actions {
        parts.push(action_rows(context, action, left, width)?);
    }

    let mut rows = vec![Row::space(PAD)];
    rows.extend(stacked(parts, 2.0));
    if let Some(index) = photo {
        let (wide, high) = THUMB;
        let area = Area::new(right - wide, PAD + 1.5, wide, high).rounded(3.0);
        let alt = context.album.alt(&context.wording, index);
        if let Some(first) = rows.first_mut() {
            first.marks.push(Mark::Picture { index, area, alt });
        }
        rows.push(Row::space((PAD + 1.5 + high - height(&rows)).max(0.0)));
    }
    rows.push(Row::space(PAD));
    rows.push(Row::hairline(0.0));
    Ok(Block::new(rows))
}

/// An action behind an arrow.
fn action_rows(context: &Context<'_>, action: &Action, left: f32, width: f32) -> Result<Vec<Row>, PressError> {
    let indent = 14.0;
    let lines = context.setter.lines(&context.action(action, BODY)?, width - indent);
    let mut rows = paragraph(context.setter, left + indent, BODY, lines);
    if let Some(first) = rows.first_mut() {
        first.marks.extend(icons::arrow(left, (first.height - icons::SIDE) / 2.0));
    }
    Ok(rows)
}
