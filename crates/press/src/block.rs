//! Rows and blocks: what pages are filled with.

use crate::mark::{Anchor, Mark, line_marks};
use crate::style::{LINE, Rgb, Style};
use crate::text::{Line, Reach, Setter};

/// The smallest piece of a page: never divided.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    pub(crate) height: f32,
    pub(crate) marks: Vec<Mark>,
    /// Whether a page may end after this row.
    pub(crate) breakable: bool,
    /// The box this row is a part of; neighbours with an equal ground are painted as one.
    pub(crate) ground: Option<Ground>,
    /// The entry in the document's outline that leads here.
    pub(crate) bookmark: Option<String>,
    /// What links call this place.
    pub(crate) anchor: Option<Anchor>,
    /// What the row's text is to somebody who listens to it.
    pub(crate) role: Role,
    /// Whether the threads of the row above go on.
    pub(crate) continues: bool,
}

/// What a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    #[default]
    Paragraph,
    /// The title of the report.
    Title,
    /// The heading of a part of it.
    Heading,
}

/// A shaded box behind rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ground {
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) colour: Rgb,
    pub(crate) radius: f32,
}

impl Row {
    /// Empty space.
    pub(crate) fn space(height: f32) -> Self {
        Self { height, ..Self::default() }
    }

    /// A row with one mark.
    pub(crate) fn mark(height: f32, mark: Mark) -> Self {
        Self { height, marks: vec![mark], ..Self::default() }
    }

    /// A hairline over the whole measure with space below it.
    pub(crate) fn hairline(below: f32) -> Self {
        use crate::style::{HAIR, LEFT, MEASURE};
        Self::mark(HAIR + below, crate::mark::rule(LEFT, 0.0, MEASURE, HAIR, LINE))
    }

    /// The same row on a ground.
    pub(crate) fn on(self, ground: Ground) -> Self {
        Self { ground: Some(ground), ..self }
    }
}

/// Rows that belong together: on one page where they fit on one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) rows: Vec<Row>,
    /// Space above, left out at the top of a page.
    pub(crate) above: f32,
    /// Does not stand on the cover.
    pub(crate) off_cover: bool,
    /// Stays with the beginning of the next block.
    pub(crate) leads: bool,
}

impl Block {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { rows, ..Self::default() }
    }

    /// A block that stays with the beginning of the next one.
    pub(crate) fn leading(rows: Vec<Row>) -> Self {
        Self { rows, leads: true, ..Self::default() }
    }

    /// The same with space above.
    pub(crate) fn below(self, above: f32) -> Self {
        Self { above, ..self }
    }
}

/// Height of rows under one another.
pub(crate) fn height(rows: &[Row]) -> f32 {
    rows.iter().map(|row| row.height).sum()
}

/// Lines that stand in a column of a row.
pub(crate) struct Column {
    pub(crate) x: f32,
    pub(crate) lines: Vec<Line>,
    pub(crate) style: Style,
}

impl Column {
    pub(crate) const fn new(x: f32, style: Style, lines: Vec<Line>) -> Self {
        Self { x, lines, style }
    }

    /// One line that ends at `right`.
    pub(crate) fn flush_right(right: f32, style: Style, line: Line) -> Self {
        Self { x: right - line.width, lines: vec![line], style }
    }
}

/// Sets columns side by side, line by line on common baselines. A page may end between two lines
/// where at least two stay on either side.
pub(crate) fn columns(setter: Setter<'_>, columns: &[Column]) -> Vec<Row> {
    let count = columns.iter().map(|column| column.lines.len()).max().unwrap_or(0);
    let leading = columns.iter().map(|column| column.style.leading).fold(0.0, f32::max);
    let baseline = columns.iter().map(|c| setter.baseline(c.style)).fold(0.0, f32::max);
    let rows = (0..count).map(|at| {
        let lines =
            columns.iter().enumerate().filter_map(|(thread, column)| Some((thread, column, column.lines.get(at)?)));
        let beyond = lines.clone().map(|(_, _, line)| line.beyond).fold(Reach::default(), Reach::and);
        let baseline = baseline + beyond.up;
        let marks = lines.flat_map(|(thread, column, line)| {
            line_marks(line, column.x, baseline).map(move |mark| mark.of_thread(thread))
        });
        Row {
            height: leading + beyond.up + beyond.down,
            marks: marks.collect(),
            breakable: at >= 1 && at + 2 < count,
            continues: at >= 1,
            ..Row::default()
        }
    });
    rows.collect()
}

/// Sets one column of text.
pub(crate) fn paragraph(setter: Setter<'_>, x: f32, style: Style, lines: Vec<Line>) -> Vec<Row> {
    columns(setter, &[Column::new(x, style, lines)])
}

/// The same rows with a role.
pub(crate) fn in_role(rows: Vec<Row>, role: Role) -> Vec<Row> {
    rows.into_iter().map(|row| Row { role, ..row }).collect()
}

/// Puts the parts of a block under one another with gaps between them. A page may end at any gap
/// but the first: the first part leads the others.
pub(crate) fn stacked(parts: Vec<Vec<Row>>, gap: f32) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut led = false;
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !rows.is_empty() {
            let breakable = std::mem::replace(&mut led, true);
            rows.push(Row { breakable, ..Row::space(gap) });
        }
        rows.extend(part);
    }
    rows
}

/// Adds `margin` above the first and below the last row of a box with a ground.
pub(crate) fn boxed(mut rows: Vec<Row>, margin: f32, ground: Ground) -> Vec<Row> {
    rows.insert(0, Row::space(margin));
    rows.push(Row::space(margin));
    rows.into_iter().map(|row| row.on(ground)).collect()
}
