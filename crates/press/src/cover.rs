//! The cover: who, what, where, when, and how it came out.

use norven_proof::record::Score;

use crate::PressError;
use crate::block::{Block, Column, Row, columns};
use crate::context::Context;
use crate::mark::{Area, Mark, Node, line_marks};
use crate::style::{
    BODY, FAIL, LEFT, LINE, MASTHEAD, MEASURE, NOTE, PASS, RIGHT, SCORE, STRONG, SUBTITLE, TITLE, WHITE,
};
use crate::text::Span;
use crate::wording::fill;

/// Side of the square in the organisation's colour.
const BRAND: f32 = 19.5;
/// Height of the bar below the score.
const BAR: f32 = 6.75;

/// Everything of the cover above what needs to be done.
pub(crate) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, PressError> {
    Ok(vec![masthead(context), title(context).below(34.0), result(context).below(20.0), facts(context)?.below(15.0)])
}

fn masthead(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let number = setter.line(Span::new(context.number(), NOTE));
    let x = LEFT + BRAND + 7.5;
    let width = RIGHT - x - number.width - 18.0;
    let name = setter.plain(&context.record.issuer.name, MASTHEAD, width);
    let name = Column::new(x, MASTHEAD, name);
    let mut rows = columns(setter, &[name, Column::flush_right(RIGHT, NOTE, number)]);
    if let Some(first) = rows.first_mut() {
        let y = (first.height - BRAND) / 2.0;
        let area = Area::new(LEFT, y, BRAND, BRAND).rounded(4.5);
        first.marks.push(Mark::Fill { area, colour: context.report.brand.colour });
        first.bookmark = Some(context.wording.labels.summary.to_owned());
    }
    Block::new(rows)
}

fn title(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let core = &context.record.core;
    let lines = setter.plain(&core.template.title, TITLE, MEASURE);
    let mut rows = columns(setter, &[Column::new(LEFT - 1.0, TITLE, lines)]);
    let place = [Some(core.site.name.as_str()), core.site.address.as_deref()];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let place = setter.plain(&place, SUBTITLE, MEASURE);
    rows.push(Row::space(5.0));
    rows.extend(columns(setter, &[Column::new(LEFT, SUBTITLE, place)]));
    Block::new(rows)
}

/// The score in figures, in words and as a bar.
fn result(context: &Context<'_>) -> Block {
    let setter = context.setter;
    let labels = context.wording.labels;
    let score = &context.record.core.score;
    let mut row = Row::space(36.0);
    let Some(percent) = &score.percent else {
        let lines = setter.plain(labels.nothing_scored, STRONG, MEASURE);
        return framed(columns(setter, &[Column::new(LEFT, STRONG, lines)]));
    };
    let figure = setter.line(Span::new(context.wording.percent(percent), SCORE));
    let x = LEFT + figure.width + 18.0;
    row.marks.extend(line_marks(&figure, LEFT - 1.5, setter.baseline(SCORE)));

    let verdict = if score.failed == 0 {
        labels.none_failed.to_owned()
    } else {
        let (failed, items) = (score.failed.to_string(), score.items.to_string());
        fill(labels.some_failed, &[("failed", &failed), ("items", &items)])
    };
    let verdict = setter.line(Span::new(verdict, STRONG));
    let counts = [
        (labels.count_pass, score.passed),
        (labels.count_fail, score.failed),
        (labels.count_not_applicable, score.not_applicable),
    ];
    let counts = counts.map(|(label, n)| fill(label, &[("n", &n.to_string())])).join(" · ");
    let counts = setter.line(Span::new(counts, NOTE));
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
    let wording = &context.wording;
    let labels = wording.labels;
    let record = context.record;
    let core = &record.core;
    let signers: Vec<&str> = record.signatures.iter().map(|s| s.name.as_str()).collect();
    let signers = if signers.is_empty() { labels.nobody.to_owned() } else { signers.join("\n") };
    let version = fill(labels.checklist_version, &[("n", &core.template.version.to_string())]);
    let replaced = record.supersedes.as_ref().map(|replaced| {
        let digest = replaced.content_sha256.to_string();
        fill(labels.replaced_report, &[("digest", &digest[..16])])
    });
    let facts = [
        (labels.inspected_on, Some(wording.span(core)?)),
        (labels.inspector, Some(core.inspector.name.clone())),
        (labels.standard, core.template.standard.clone()),
        (labels.signed_by, Some(signers)),
        (labels.issued_on, Some(wording.minute(&record.issued_at)?)),
        (labels.issued_by, Some(record.issuer.name.clone())),
        (labels.checklist, Some(version)),
        (labels.replaces, replaced),
    ];
    let facts: Vec<_> = facts.into_iter().filter_map(|(label, fact)| Some((label, fact?))).collect();

    let half = MEASURE / 2.0 + 9.0;
    let mut rows = Vec::new();
    for pair in facts.chunks(2) {
        if !rows.is_empty() {
            rows.push(Row::space(3.5));
        }
        let mut cells = Vec::new();
        for ((label, fact), (x, indent)) in pair.iter().zip([(LEFT, 81.0), (LEFT + half, 66.0)]) {
            let width = if x == LEFT { half - indent - 12.0 } else { RIGHT - x - indent };
            cells.push(Column::new(x, NOTE, vec![setter.line(Span::new(*label, NOTE))]));
            cells.push(Column::new(x + indent, BODY, setter.plain(fact, BODY, width)));
        }
        rows.extend(columns(setter, &cells));
    }
    Ok(Block::new(rows))
}
