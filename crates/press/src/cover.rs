//! The cover: who, what, where, when, and how it came out.

use norven_proof::record::Score;

use crate::PressError;
use crate::block::{Block, Column, Role, Row, columns, height, in_role};
use crate::context::Context;
use crate::facts;
use crate::mark::{Area, Mark, Node, line_marks};
use crate::style::{
    BODY, FAIL, LEFT, LINE, MASTHEAD, MEASURE, NOTE, PASS, RIGHT, SCORE, STRONG, SUBTITLE, TITLE, WHITE,
};
use crate::text::Span;
use crate::wording::fill;

/// Side of the square in the organisation's colour.
const BRAND: f32 = 19.5;
/// The field a logo fills in one direction.
const LOGO: (f32, f32) = (170.0, 40.0);
/// A logo as wide as this, in parts of its height, holds the organisation's name.
const SPELLS: f32 = 1.8;
/// Space between the logo or the square and the name.
const GUTTER: f32 = 9.0;
/// Signers named on the cover; the others are counted.
const SIGNERS: usize = 3;
/// Where facts stand, from their labels on.
const INDENT: f32 = 81.0;
/// Height of the bar below the score.
const BAR: f32 = 6.75;

/// Everything of the cover above what needs to be done.
pub(crate) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, PressError> {
    let mut blocks = vec![masthead(context)];
    blocks.extend(company(context).map(|company| company.below(6.0)));
    blocks.extend([title(context).below(34.0), result(context).below(20.0), facts(context)?.below(15.0)]);
    Ok(blocks)
}

fn masthead(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let issuer = &context.record.issuer.name;
    let number = setter.line(Span::new(context.number(), NOTE));
    let sign = sign(context);
    let x = LEFT + sign.width + GUTTER;
    let width = RIGHT - x - number.width - 18.0;
    // A wide logo spells the name; a sign or a square needs it beside it.
    let name = if sign.spells { Vec::new() } else { setter.plain(issuer, MASTHEAD, width) };
    let name = Column::new(x, MASTHEAD, name);
    let mut rows = columns(setter, &[name, Column::flush_right(RIGHT, NOTE, number)]);
    let above = ((sign.height - MASTHEAD.leading) / 2.0).max(0.0);
    if let Some(first) = rows.first_mut() {
        let y = (first.height - sign.height) / 2.0;
        first.marks.push(sign.mark(LEFT, y, context));
        first.bookmark = Some(context.wording.labels.summary.to_owned());
    }
    rows.insert(0, Row::space(above));
    rows.push(Row::space((sign.height - above - height(&rows)).max(0.0)));
    Block::new(rows)
}

/// What the organisation says of itself below its name: address, numbers, where to reach it.
fn company(context: &Context<'_>) -> Option<Block> {
    let setter = context.setter;
    let company = context.record.core.company.as_ref()?;
    let lines = setter.lines(&Span::joined(company.lines(), " · ", NOTE), MEASURE);
    Some(Block::new(columns(setter, &[Column::new(LEFT, NOTE, lines)])))
}

/// What stands for the organisation: its logo, or a square in its colour.
struct Sign {
    logo: Option<usize>,
    width: f32,
    height: f32,
    spells: bool,
}

fn sign(context: &Context<'_>) -> Sign {
    let Some((index, logo)) = context.album.logo() else {
        return Sign { logo: None, width: BRAND, height: BRAND, spells: false };
    };
    let scale = (LOGO.0 / logo.width()).min(LOGO.1 / logo.height());
    let (width, height) = (logo.width() * scale, logo.height() * scale);
    Sign { logo: Some(index), width, height, spells: logo.aspect() >= SPELLS }
}

impl Sign {
    fn mark(&self, x: f32, y: f32, context: &Context<'_>) -> Mark {
        let area = Area::new(x, y, self.width, self.height);
        match self.logo {
            Some(index) => Mark::Picture { index, area, alt: context.record.issuer.name.clone() },
            None => Mark::Fill { area: area.rounded(4.5), colour: context.accent },
        }
    }
}

fn title(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let core = &context.record.core;
    let lines = setter.plain(&core.template.title, TITLE, MEASURE);
    let mut rows = in_role(columns(setter, &[Column::new(LEFT - 1.0, TITLE, lines)]), Role::Title);
    let place = [Some(core.site.name.as_str()), core.site.address.as_deref()];
    let place = setter.lines(&Span::joined(place.into_iter().flatten(), " · ", SUBTITLE), MEASURE);
    rows.push(Row::space(5.0));
    rows.extend(columns(setter, &[Column::new(LEFT, SUBTITLE, place)]));
    Block::new(rows)
}

/// The score in figures, in words and as a bar.
fn result(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let score = &context.record.core.score;
    let mut row = Row::space(36.0);
    let Some(percent) = &score.percent else {
        let lines = setter.plain(&facts::verdict(&context.wording, score), STRONG, MEASURE);
        return framed(columns(setter, &[Column::new(LEFT, STRONG, lines)]));
    };
    let figure = setter.line(Span::new(context.wording.percent(percent), SCORE));
    let x = LEFT + figure.width + 18.0;
    row.marks.extend(line_marks(&figure, LEFT - 1.5, setter.baseline(SCORE)));

    let verdict = setter.line(Span::new(facts::verdict(&context.wording, score), STRONG));
    let counts = setter.line(Span::new(facts::counts(&context.wording, score), NOTE));
    let y = setter.baseline(STRONG) + 4.0;
    row.marks.extend(line_marks(&verdict, x, y));
    row.marks.extend(line_marks(&counts, RIGHT - counts.width, y));
    row.marks.extend(bar(score, x, 22.5));
    framed(vec![row])
}

fn framed(rows: Vec<Row>) -> Block {
    let before = [Row::hairline(14.0)];
    let after = [Row::space(14.0), Row::hairline(0.0)];
    Block::new(before.into_iter().chain(rows).chain(after).collect())
}

/// What passed, what failed (hatched, to be told apart without colour), and the rest.
fn bar(score: &Score, x: f32, y: f32) -> Vec<Mark> {
    let width = RIGHT - x;
    let items = score.items.max(score.passed + score.failed).max(1) as f32;
    let passed = width * score.passed as f32 / items;
    let failed = match score.failed {
        0 => 0.0,
        failed => (width * failed as f32 / items).max(4.0),
    };
    let passed = passed.min(width - failed);
    let fill = |x: f32, width: f32, colour| Mark::Fill { area: Area::new(x, y, width, BAR).rounded(BAR / 2.0), colour };
    let mut marks = vec![fill(x, width, LINE)];
    // Each segment is laid over the one to its right, with a white seam between them.
    if failed > 0.0 {
        let tail = if passed > 0.0 { BAR } else { 0.0 };
        marks.push(fill(x + passed - tail.min(passed), failed + tail.min(passed), FAIL));
        let mut at = x + passed + 4.5;
        while at + 4.0 < x + passed + failed {
            let path = vec![Node::To((at, y + BAR - 1.2)), Node::To((at + BAR - 2.4, y + 1.2))];
            marks.push(Mark::Stroke { path, width: 0.9, colour: WHITE });
            at += 5.0;
        }
    }
    if passed > 0.0 {
        let seam = if failed > 0.0 { 1.2 } else { 0.0 };
        marks.push(fill(x, passed + seam, if seam > 0.0 { WHITE } else { PASS }));
        marks.push(fill(x, passed, PASS));
    }
    marks
}

/// The facts in two columns.
fn facts(context: &Context<'_>) -> Result<Block, PressError> {
    let setter = context.setter;
    let facts = facts::facts(&context.wording, context.record)?;

    let half = MEASURE / 2.0 + 9.0;
    let mut rows = Vec::new();
    for pair in facts.chunks(2) {
        if !rows.is_empty() {
            rows.push(Row::space(3.5));
        }
        let mut cells = Vec::new();
        for ((label, fact), (x, indent)) in pair.iter().zip([(LEFT, INDENT), (LEFT + half, 66.0)]) {
            let width = if x == LEFT { half - indent - 12.0 } else { RIGHT - x - indent };
            cells.push(Column::new(x, NOTE, vec![setter.line(Span::new(*label, NOTE))]));
            cells.push(Column::new(x + indent, BODY, setter.plain(fact, BODY, width)));
        }
        rows.extend(columns(setter, &cells));
    }
    let correction = facts::correction(&context.wording, context.record)?;
    let correction = correction.map(|(label, text)| (label, vec![Span::new(text, BODY)]));
    let signed_by = (context.wording.labels.signed_by, signers(context));
    for (label, spans) in correction.into_iter().chain([signed_by]) {
        let label = vec![setter.line(Span::new(label, NOTE))];
        let fact = Column::new(LEFT + INDENT, BODY, setter.lines(&spans, MEASURE - INDENT));
        rows.push(Row::space(3.5));
        rows.extend(columns(setter, &[Column::new(LEFT, NOTE, label), fact]));
    }
    Ok(Block::new(rows))
}

/// The first signers by their names, the others by their number.
fn signers(context: &Context<'_>) -> Vec<Span> {
    let labels = context.wording.labels;
    let signatures = &context.record.signatures;
    let named = signatures.iter().take(SIGNERS).map(|signature| signature.name.as_str());
    let mut spans = Span::joined(named, " · ", BODY);
    match signatures.len().saturating_sub(SIGNERS) {
        0 if spans.is_empty() => spans.push(Span::new(labels.nobody, BODY)),
        0 => {}
        more => spans.push(Span::new(format!(" {}", fill(labels.and_more, &[("n", &more.to_string())])), BODY)),
    }
    spans
}
