//! The sections of the checklist, item by item.

use norven_proof::record::{Action, Answer, Outcome, Section};

use crate::PressError;
use crate::answer::{self, Shown};
use crate::block::{Block, Column, Ground, Role, Row, boxed, columns, in_role, paragraph, stacked};
use crate::context::Context;
use crate::mark::{Anchor, rule};
use crate::style::{BODY, BOX, BOX_STRONG, HEADING, INDENT, LEFT, LINE, MEASURE, NOTE, QUIET, RIGHT, SUNKEN};
use crate::text::Span;
use crate::wording::{Wording, fill};

/// Space above and below what an item says.
const PAD: f32 = 7.5;
/// Space between the parts of an item.
const GAP: f32 = 5.0;

/// A heading over the whole measure with a strong rule below it and a remark at its right.
pub(crate) fn heading(context: &Context<'_>, title: &str, remark: &str, anchor: Option<Anchor>) -> Block {
    numbered_heading(context, &[title], remark, anchor)
}

/// The same with a number before the title.
fn numbered_heading(context: &Context<'_>, title: &[&str], remark: &str, anchor: Option<Anchor>) -> Block {
    let setter = context.setter;
    let remark = setter.line(Span::new(remark, NOTE));
    let width = MEASURE - remark.width - 16.0;
    let lines = setter.lines(&Span::joined(title.iter().copied(), " · ", HEADING), width);
    let left = Column::new(LEFT, HEADING, lines);
    let rows = columns(setter, &[left, Column::flush_right(RIGHT, NOTE, remark)]);
    let mut rows = in_role(rows, Role::Heading);
    if let Some(first) = rows.first_mut() {
        first.bookmark = Some(title.join(" · "));
        first.anchor = anchor;
    }
    rows.push(Row::space(3.5));
    rows.push(Row::mark(1.6, rule(LEFT, 0.0, MEASURE, 1.3, context.accent)));
    Block::leading(rows)
}

/// All sections that ask something, beginning after the cover.
pub(crate) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, PressError> {
    let mut blocks = Vec::new();
    for (section, number) in context.record.core.sections.iter().zip(1..) {
        if !section.answers.is_empty() {
            blocks.extend(section_blocks(context, number, section)?);
        }
    }
    if let Some(first) = blocks.first_mut() {
        first.off_cover = true;
    }
    Ok(blocks)
}

fn section_blocks(context: &Context<'_>, number: usize, section: &Section) -> Result<Vec<Block>, PressError> {
    let remark = score(&context.wording, section);
    let title = [number.to_string(), section.title.clone()];
    let title: Vec<&str> = title.iter().map(String::as_str).collect();
    let heading = numbered_heading(context, &title, &remark, Some(Anchor::Section(number))).below(26.0);
    let items = section.answers.iter().enumerate();
    let items = items.map(|(at, answer)| item(context, answer, Anchor::Item(number, at)));
    let mut blocks = std::iter::once(Ok(heading)).chain(items).collect::<Result<Vec<_>, _>>()?;
    // Two short items follow a heading at the foot of a page, rather than one.
    if let [first, second, ..] = section.answers.as_slice()
        && first.photos.is_empty()
        && second.photos.is_empty()
    {
        blocks.iter_mut().skip(1).take(1).for_each(|block| block.leads = true);
    }
    Ok(blocks)
}

/// `9 of 10 pass`; nothing where nothing counts.
pub(crate) fn score(wording: &Wording, section: &Section) -> String {
    let count = |outcome| section.answers.iter().filter(|a| a.outcome == outcome).count();
    let passed = count(Outcome::Pass);
    let counted = passed + count(Outcome::Fail);
    if counted == 0 {
        return String::new();
    }
    let values = [("passed", passed.to_string()), ("counted", counted.to_string())];
    fill(wording.labels.section_score, &values.each_ref().map(|(k, v)| (*k, v.as_str())))
}

fn item(context: &Context<'_>, answer: &Answer, anchor: Anchor) -> Result<Block, PressError> {
    let setter = context.setter;
    let left = LEFT + INDENT;
    let width = RIGHT - left;
    let shown = Shown::of(setter, &context.wording, answer);

    let mut parts = vec![question(context, answer, &shown)];
    if let Some(text) = &shown.text {
        let lines = setter.plain(text, answer::TEXT, width - answer::WIDTH - 9.0);
        let bar = Ground { x: left, width: 1.5, colour: LINE, radius: 0.0 };
        let rows = paragraph(setter, left + 9.0, answer::TEXT, lines);
        parts.push(rows.into_iter().map(|row| row.on(bar)).collect());
    }
    if let Some(note) = &answer.note {
        let lines = setter.plain(note, NOTE, width - answer::WIDTH);
        parts.push(paragraph(setter, left, NOTE, lines));
    }
    let album = &context.album;
    parts.extend(album.rows(setter, &context.wording, &answer.photos, context.per_row));
    for action in &answer.actions {
        parts.push(action_box(context, action)?);
    }

    let mut rows = vec![Row { anchor: Some(anchor), ..Row::space(PAD) }];
    rows.extend(stacked(parts, GAP));
    rows.push(Row::space(PAD));
    rows.push(Row::hairline(0.0));
    Ok(Block::new(rows))
}

fn question(context: &Context<'_>, answer: &Answer, shown: &Shown) -> Vec<Row> {
    let setter = context.setter;
    let left = LEFT + INDENT;
    // An instruction asks nothing: it may use the whole width, in a quieter voice.
    let instruction = answer.value.is_none() && answer.number.is_empty();
    let (style, width) =
        if instruction { (BODY.coloured(QUIET), RIGHT - left) } else { (BODY, Shown::left() - left - 12.0) };
    let number = Column::new(LEFT, NOTE, setter.plain(&answer.number, NOTE, INDENT - 3.0));
    let mut text = setter.plain(&answer.question, style, width);
    if let Some(limits) = answer::limits(&context.wording, answer) {
        text.extend(setter.plain(&limits, NOTE, width));
    }
    let text = Column::new(left, style, text);
    let (word, sign) = shown.column(setter, Shown::left());
    let mut rows = columns(setter, &[number, text, word]);
    if let Some(first) = rows.first_mut() {
        first.marks.extend(sign);
    }
    rows
}

/// A box with what has to be done, who does it and by when.
fn action_box(context: &Context<'_>, action: &Action) -> Result<Vec<Row>, PressError> {
    let labels = context.wording.labels;
    let left = LEFT + INDENT;
    let mut spans = vec![Span::new(format!("{}  ", labels.action), BOX_STRONG)];
    spans.extend(context.action(action, BOX)?);
    let margin = 7.5;
    let lines = context.setter.lines(&spans, RIGHT - left - 2.0 * margin);
    let rows = paragraph(context.setter, left + margin, BOX, lines);
    let ground = Ground { x: left, width: RIGHT - left, colour: SUNKEN, radius: 4.0 };
    Ok(boxed(rows, 5.0, ground))
}
