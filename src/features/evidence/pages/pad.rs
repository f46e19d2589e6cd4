//! A signature being drawn: from the pen's places to the strokes of the record. Nothing here touches
//! the browser.

use norven_proof::record::Stroke;

use super::super::model::MAX_POINTS;

/// The thickest and the thinnest pen, and how much of the speed a new sample decides: the constants
/// of signature_pad, whose pen is a disc of this radius in CSS pixels.
const MAX_RADIUS: f64 = 2.5;
const MIN_RADIUS: f64 = 0.5;
const FILTER: f64 = 0.7;
/// Samples closer together than this many CSS pixels say nothing new.
const MIN_DISTANCE: f64 = 2.0;

/// Where the pen was, in CSS pixels from the pad's corner, and when, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// On any clock.
    pub at: f64,
}

/// The pen while it is down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pen {
    last: Sample,
    /// CSS pixels a millisecond, smoothed.
    velocity: f64,
}

/// A signature being drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    strokes: Vec<Stroke>,
    pen: Option<Pen>,
}

impl Pad {
    /// The pen is put down on a pad that is so many CSS pixels wide.
    pub fn press(&mut self, sample: Sample, pad_width: f64) {
        if self.is_full() {
            return;
        }
        self.pen = Some(Pen { last: sample, velocity: 0.0 });
        let radius = f64::midpoint(MIN_RADIUS, MAX_RADIUS);
        self.strokes.push(Stroke(vec![place(sample, radius, pad_width)]));
    }

    /// The pen moves; nothing happens while it is up.
    pub fn draw(&mut self, sample: Sample, pad_width: f64) {
        if self.is_full() {
            return;
        }
        let (Some(pen), Some(stroke)) = (&mut self.pen, self.strokes.last_mut()) else { return };
        let distance = (sample.x - pen.last.x).hypot(sample.y - pen.last.y);
        if distance < MIN_DISTANCE {
            return;
        }
        // Two samples of the same instant would be infinitely fast.
        let speed = distance / (sample.at - pen.last.at).max(1.0);
        pen.velocity = FILTER * speed + (1.0 - FILTER) * pen.velocity;
        pen.last = sample;
        let radius = (MAX_RADIUS / (pen.velocity + 1.0)).max(MIN_RADIUS);
        stroke.0.push(place(sample, radius, pad_width));
    }

    /// The pen is lifted.
    pub fn lift(&mut self) {
        self.pen = None;
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.lift();
        self.strokes.pop();
    }

    /// Takes every stroke back.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether nothing is drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// What is drawn.
    #[must_use]
    pub fn strokes(&self) -> &[Stroke] {
        &self.strokes
    }

    /// Whether the record takes no more points.
    fn is_full(&self) -> bool {
        self.strokes.iter().map(|stroke| stroke.0.len()).sum::<usize>() >= MAX_POINTS
    }
}

/// A sample as the record holds it: in a field of fixed size, whatever the screen.
fn place(sample: Sample, radius: f64, pad_width: f64) -> [u32; 3] {
    let scale = f64::from(Stroke::FIELD_WIDTH) / pad_width.max(1.0);
    let within = |pixels: f64, limit: u32| (pixels * scale).round().clamp(0.0, f64::from(limit)) as u32;
    let width = (2.0 * radius * scale * 10.0).round() as u32;
    [within(sample.x, Stroke::FIELD_WIDTH), within(sample.y, Stroke::FIELD_HEIGHT), width]
}

/// A stroke as a pen draws it: quadratic curves through the middles between its points, as the report
/// draws them too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it leans to.
    pub control: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// How wide it is.
    pub width: f64,
}

/// The curves of a stroke, in units of the field.
#[must_use]
pub fn curves(stroke: &Stroke) -> Vec<Curve> {
    let at = |[x, y, _]: &[u32; 3]| (f64::from(*x), f64::from(*y));
    let wide = |[_, _, tenths]: &[u32; 3]| f64::from(*tenths) / 10.0;
    let points = &stroke.0;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    if points.len() < 3 {
        return vec![Curve { from: at(first), control: at(first), to: at(last), width: wide(first) }];
    }
    let mut from = at(first);
    let inner = points.windows(2).enumerate().skip(1);
    inner
        .filter_map(|(index, pair)| {
            let [control, next] = pair else { return None };
            let (c, n) = (at(control), at(next));
            let is_last = index + 2 == points.len();
            let to = if is_last { n } else { (f64::midpoint(c.0, n.0), f64::midpoint(c.1, n.1)) };
            let curve = Curve { from, control: c, to, width: wide(control) };
            from = to;
            Some(curve)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(x: f64, y: f64, at: f64) -> Sample {
        Sample { x, y, at }
    }

    #[test]
    fn a_line_lies_in_the_field_in_the_same_place_on_every_screen() {
        for width in [250.0, 500.0, 2000.0] {
            let mut pad = Pad::default();
            pad.press(sample(width / 4.0, width / 10.0, 0.0), width);
            pad.draw(sample(width / 2.0, width / 5.0, 50.0), width);
            let places: Vec<_> = pad.strokes()[0].0.iter().map(|[x, y, _]| [*x, *y]).collect();
            assert_eq!(places, [[250, 100], [500, 200]], "{width}");
        }
    }

    #[test]
    fn a_fast_pen_is_thinner_than_a_slow_one_and_never_vanishes() {
        let width_at = |millis: f64| {
            let mut pad = Pad::default();
            pad.press(sample(0.0, 0.0, 0.0), 1000.0);
            pad.draw(sample(100.0, 0.0, millis), 1000.0);
            pad.strokes()[0].0[1][2]
        };
        assert!(width_at(1000.0) > width_at(100.0));
        assert!(width_at(100.0) > width_at(1.0));
        assert_eq!(width_at(0.0), 10, "the thinnest pen is one pixel");
    }

    #[test]
    fn the_width_follows_the_formula_of_signature_pad() {
        let mut pad = Pad::default();
        pad.press(sample(0.0, 0.0, 0.0), 1000.0);
        pad.draw(sample(10.0, 0.0, 10.0), 1000.0);
        // 1 pixel a millisecond, smoothed from rest: 0.7; then 2.5 / 1.7 is the radius.
        assert_eq!(pad.strokes()[0].0[1][2], 29);
    }

    #[test]
    fn a_pen_that_leaves_the_pad_stays_inside_the_field() {
        let mut pad = Pad::default();
        pad.press(sample(10.0, 10.0, 0.0), 500.0);
        pad.draw(sample(-40.0, 900.0, 20.0), 500.0);
        let [x, y, _] = pad.strokes()[0].0[1];
        assert_eq!([x, y], [0, Stroke::FIELD_HEIGHT]);
    }

    #[test]
    fn a_pen_that_is_up_draws_nothing() {
        let mut pad = Pad::default();
        pad.draw(sample(10.0, 10.0, 0.0), 500.0);
        assert!(pad.is_empty());
        pad.press(sample(10.0, 10.0, 0.0), 500.0);
        pad.lift();
        pad.draw(sample(90.0, 90.0, 10.0), 500.0);
        assert_eq!(pad.strokes()[0].0.len(), 1);
    }

    #[test]
    fn undo_takes_one_stroke_back_and_clear_all_of_them() {
        let mut pad = Pad::default();
        for x in [10.0, 60.0, 110.0] {
            pad.press(sample(x, 10.0, x), 500.0);
            pad.lift();
        }
        pad.undo();
        assert_eq!(pad.strokes().len(), 2);
        pad.clear();
        pad.undo();
        assert!(pad.is_empty());
    }

    #[test]
    fn a_signature_never_has_more_points_than_the_record_takes() {
        let mut pad = Pad::default();
        for turn in 0..20 {
            pad.press(sample(0.0, 0.0, 0.0), 1000.0);
            for step in 0..1000 {
                pad.draw(sample(f64::from(step * 5 % 997), f64::from(turn), f64::from(step)), 1000.0);
            }
            pad.lift();
        }
        let points: usize = pad.strokes().iter().map(|stroke| stroke.0.len()).sum();
        assert_eq!(points, MAX_POINTS);
    }

    #[test]
    fn a_dot_is_drawn_and_the_curves_of_a_stroke_join() {
        assert_eq!(curves(&Stroke(vec![[5, 5, 30]])).len(), 1);
        let joined = curves(&Stroke(vec![[0, 0, 30], [10, 0, 20], [20, 10, 20], [30, 10, 10]]));
        assert_eq!(joined.len(), 2);
        assert_eq!(joined[0].to, joined[1].from);
        assert_eq!(joined[1].to, (30.0, 10.0));
    }
}
