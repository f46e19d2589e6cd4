//! Who signed, how and when.

use norven_proof::record::{Device, Identification, Method, PrintedOrigin, Signature, Stroke};

use crate::PressError;
use crate::block::{Block, Column, Row, columns, height, paragraph};
use crate::context::Context;
use crate::mark::{Anchor, Area, Mark, Node, line_marks};
use crate::sections::heading;
use crate::style::{BODY, BOX, DIGEST, INK, LEFT, LINE, MEASURE, NOTE, QUIET, RIGHT, SMALL, STRONG, Style, TYPED};
use crate::text::{Line, Span};
use crate::wording::{Wording, fill};

/// The field a signature stands in, in the proportion of the field it was drawn in.
const PAD_WIDTH: f32 = 157.5;
const PAD_HEIGHT: f32 = PAD_WIDTH * Stroke::FIELD_HEIGHT as f32 / Stroke::FIELD_WIDTH as f32;
/// Where the text beside it begins.
const TEXT: f32 = LEFT + PAD_WIDTH + 15.0;
/// A device whose clock is further off than this, in seconds, has its own time printed too.
const CLOCK_TOLERANCE: i64 = 60;

/// The signatures with their heading, or the sentence that there are none.
pub(crate) fn blocks(context: &Context<'_>) -> Result<Vec<Block>, PressError> {
    let labels = context.wording.labels;
    let signatures = &context.record.signatures;
    if signatures.is_empty() {
        let lines = context.setter.plain(labels.no_signatures, NOTE, MEASURE);
        let mut rows = vec![Row::space(9.0)];
        rows.extend(paragraph(context.setter, LEFT, NOTE, lines));
        return Ok(vec![
            heading(context, labels.signatures, "", Some(Anchor::Signatures)).below(30.0),
            Block::new(rows),
        ]);
    }
    let anchor = Some(Anchor::Signatures);
    let mut blocks = vec![heading(context, labels.signatures, labels.simple_signatures, anchor).below(30.0)];
    // What all have in common is said once.
    let alike =
        |first: &Signature| signatures.iter().all(|s| s.consent == first.consent && s.core_sha256 == first.core_sha256);
    let common = signatures.first().filter(|first| signatures.len() > 1 && alike(first));
    if let Some(common) = common {
        let mut rows = vec![Row::space(9.0)];
        rows.extend(signed(context, common, labels.all_agreed_to, LEFT));
        rows.push(Row::space(9.0));
        rows.push(Row::hairline(0.0));
        blocks.push(Block::leading(rows));
    }
    for signature in signatures {
        blocks.push(block(context, signature, common.is_none())?);
    }
    // Two stay together at the end: none stands alone on a page.
    let last_but_one = blocks.len().saturating_sub(2);
    blocks.iter_mut().skip(last_but_one).take(1).for_each(|block| block.leads = true);
    Ok(blocks)
}

fn block(context: &Context<'_>, signature: &Signature, alone: bool) -> Result<Block, PressError> {
    let mut rows = text(context, signature)?;
    if alone {
        rows.push(Row { breakable: true, ..Row::space(4.0) });
        rows.extend(signed(context, signature, context.wording.labels.agreed_to, TEXT));
    }
    // The pad stands beside the first rows: they stay with it, and in its middle where they are few.
    let spare = (PAD_HEIGHT - height(&rows)).max(0.0) / 2.0;
    rows.insert(0, Row::space(spare));
    rows.push(Row::space(spare));
    let mut y = 0.0;
    for row in &mut rows {
        row.breakable &= y > PAD_HEIGHT;
        y += row.height;
    }
    if let Some(first) = rows.first_mut() {
        first.marks.extend(pad(context, signature));
    }
    rows.insert(0, Row::space(11.0));
    rows.push(Row::space(11.0));
    rows.push(Row::hairline(0.0));
    Ok(Block::new(rows))
}

fn text(context: &Context<'_>, signature: &Signature) -> Result<Vec<Row>, PressError> {
    let setter = context.setter;
    let wording = &context.wording;
    let set =
        |spans: &[Span], style: Style| columns(setter, &[Column::new(TEXT, style, setter.lines(spans, RIGHT - TEXT))]);

    let mut who = vec![Span::new(signature.name.as_str(), STRONG)];
    for part in told(signature) {
        who.extend([Span::new(", ", BODY), Span::new(part.as_str(), BODY)]);
    }
    let mut rows = set(&who, BODY);
    let qualification = qualification(wording, signature);
    if !qualification.is_empty() {
        rows.extend(set(&Span::joined(qualification.iter().map(String::as_str), " · ", BODY), BODY));
    }
    rows.extend(set(&[Span::new(given(wording, signature)?, BOX.coloured(QUIET))], BOX));
    if let Some(origin) = &signature.printed {
        rows.extend(set(&[Span::new(origin_text(wording, origin), BOX.coloured(QUIET))], BOX));
    }
    Ok(rows)
}

/// What was agreed to and the digest of what was signed, from `left` on.
fn signed(context: &Context<'_>, signature: &Signature, agreed_to: &str, left: f32) -> Vec<Row> {
    let setter = context.setter;
    let labels = context.wording.labels;
    let set = |text: String, style: Style| paragraph(setter, left, style, setter.plain(&text, style, RIGHT - left));
    let mut rows = set(agreed(&context.wording, signature, agreed_to), SMALL);
    rows.push(Row { breakable: true, ..Row::space(3.0) });
    rows.extend(set(labels.signed_content.to_owned(), SMALL));
    rows.extend(set(signature.core_sha256.to_string(), DIGEST));
    rows
}

/// What was agreed to.
pub(crate) fn agreed(wording: &Wording, signature: &Signature, agreed_to: &str) -> String {
    let agreed = fill(agreed_to, &[("n", &signature.consent.version.to_string())]);
    let [open, close] = wording.labels.quotes;
    format!("{agreed} {open}{}{close}", signature.consent.text.trim())
}

/// Role and organisation, as far as they are told.
pub(crate) fn told(signature: &Signature) -> impl Iterator<Item = &String> {
    let rest = [Some(&signature.role), signature.organisation.as_ref()];
    rest.into_iter().flatten().filter(|part| !part.is_empty())
}

/// What qualifies the signer, and the number of their licence, as far as their account said so.
pub(crate) fn qualification(wording: &Wording, signature: &Signature) -> Vec<String> {
    let licence = signature.licence_number.as_ref();
    let licence = licence.map(|number| fill(wording.labels.licence_number, &[("number", number)]));
    signature.qualification.clone().into_iter().chain(licence).collect()
}

/// When, how, on whose device, and what was recorded with it.
pub(crate) fn given(wording: &Wording, signature: &Signature) -> Result<String, PressError> {
    let labels = wording.labels;
    let mut parts = vec![wording.second(&signature.server_time)?];
    let off = Wording::seconds_between(&signature.server_time, &signature.device_time)?;
    if off.abs() > CLOCK_TOLERANCE {
        let time = wording.second(&signature.device_time)?;
        parts.push(fill(labels.device_clock, &[("time", &time)]));
    }
    let how = match (signature.method, signature.device) {
        (Method::Drawn, Device::Own) => labels.drawn_own,
        (Method::Drawn, Device::Inspector) => labels.drawn_inspector,
        (Method::Typed, Device::Own) => labels.typed_own,
        (Method::Typed, Device::Inspector) => labels.typed_inspector,
    };
    let identified = match signature.identified_by {
        Identification::Session => labels.signed_in.to_owned(),
        Identification::Inspector => fill(labels.vouched, &[("name", &signature.signed_in.name)]),
    };
    let position = if signature.position_recorded { labels.position_recorded } else { labels.position_not_recorded };
    parts.extend([how.to_owned(), identified, position.to_owned()]);
    Ok(parts.join(" · "))
}

/// Where it came from, where the report says so.
pub(crate) fn origin_text(wording: &Wording, origin: &PrintedOrigin) -> String {
    let labels = wording.labels;
    // Where the proxy in front did not say it, the record says so.
    let address = match origin.ip.as_str() {
        "unknown" => labels.ip_unknown.to_owned(),
        ip => fill(labels.ip_address, &[("ip", ip)]),
    };
    let mut parts = vec![address];
    if let Some(position) = &origin.position {
        let metres = position.accuracy_m.to_string();
        parts.push(fill(
            labels.position,
            &[
                ("latitude", &position.latitude.replace('-', "−")),
                ("longitude", &position.longitude.replace('-', "−")),
                ("metres", &metres),
            ],
        ));
    }
    parts.push(origin.user_agent.clone());
    parts.join(" · ")
}

/// The field with the signature in it.
fn pad(context: &Context<'_>, signature: &Signature) -> Vec<Mark> {
    let area = Area::new(LEFT, 0.0, PAD_WIDTH, PAD_HEIGHT).rounded(4.5);
    let mut marks = vec![Mark::Outline { area, width: 0.7, colour: LINE }];
    match signature.method {
        Method::Drawn => marks.extend(signature.strokes.iter().flat_map(ink)),
        Method::Typed => marks.extend(typed(context, &signature.name)),
    }
    marks
}

/// A typed name as large as the field allows, on several lines where it is long, no word broken
/// unless it is longer than any name.
fn typed(context: &Context<'_>, name: &str) -> Vec<Mark> {
    let setter = context.setter;
    let (width, height) = (PAD_WIDTH - 20.0, PAD_HEIGHT - 10.0);
    let mut style = TYPED;
    let mut lines = setter.plain(name, style, width);
    let tall = |line: &Line, style: Style| style.leading + line.beyond.up + line.beyond.down;
    let fits = |lines: &[Line], style: Style| {
        let widest = name.split_whitespace().map(|word| setter.width(style, word)).fold(0.0, f32::max);
        lines.iter().map(|line| tall(line, style)).sum::<f32>() <= height && widest <= width
    };
    while !fits(&lines, style) && style.size > 4.0 {
        style = Style { size: style.size - 1.0, leading: style.leading - 1.2, ..style };
        lines = setter.plain(name, style, width);
    }
    let mut top = (PAD_HEIGHT - lines.iter().map(|line| tall(line, style)).sum::<f32>()) / 2.0;
    let lines = lines.iter().flat_map(|line| {
        let y = top + line.beyond.up + setter.baseline(style);
        top += tall(line, style);
        line_marks(line, LEFT + (PAD_WIDTH - line.width) / 2.0, y).map(|mark| mark.of_thread(1))
    });
    lines.collect()
}

/// A stroke as curves through the middles between its points, each as wide as the pen was there.
fn ink(stroke: &Stroke) -> Vec<Mark> {
    let scale = PAD_WIDTH / Stroke::FIELD_WIDTH as f32;
    let place = |[x, y, _]: &[u32; 3]| (LEFT + *x as f32 * scale, *y as f32 * scale);
    let width = |[_, _, tenths]: &[u32; 3]| (*tenths as f32 * scale / 10.0).max(0.3);
    let drawn = |path, width| Mark::Stroke { path, width, colour: INK };
    let middle = |a: (f32, f32), b: (f32, f32)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    // Two thirds of the way to the control point: a quadratic curve written as a cubic one.
    let handle =
        |end: (f32, f32), control: (f32, f32)| (end.0 + (control.0 - end.0) / 1.5, end.1 + (control.1 - end.1) / 1.5);
    let points = &stroke.0;
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    if points.len() < 3 {
        // A dot, or a dash.
        let path = vec![Node::To(place(first)), Node::To(place(last))];
        return vec![drawn(path, width(first))];
    }
    let mut marks = Vec::new();
    let mut from = place(first);
    for (at, pair) in points.windows(2).enumerate().skip(1) {
        let [control, next] = pair else { continue };
        let end_here = at + 2 == points.len();
        let to = if end_here { place(next) } else { middle(place(control), place(next)) };
        let curve = Node::Curve(handle(from, place(control)), handle(to, place(control)), to);
        marks.push(drawn(vec![Node::To(from), curve], width(control)));
        from = to;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_a_line_without_length_as_wide_as_the_pen_which_round_ends_make_a_disc() {
        let marks = ink(&Stroke(vec![[500, 200, 86]]));
        let [Mark::Stroke { path, width, .. }] = marks.as_slice() else { panic!("one dot: {marks:?}") };
        assert_eq!(path[0], path[1]);
        assert!((width - 8.6 * PAD_WIDTH / 1000.0).abs() < 0.001, "{width}");
    }
}
