//! A signature being drawn: from the pen's places to the strokes of the record. Nothing here touches
//! the browser.

use norven_proof::record::Stroke;

use super::super::model::MAX_POINTS;
use crate::ui::pointers::{Kind, Pointer, Turns};

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
    turns: Turns,
}

impl Pad {
    /// A pointer is put down on a pad that is this many CSS pixels wide. Returns whether it draws.
    pub fn press(&mut self, pointer: Pointer, sample: Sample, pad_width: f64) -> bool {
        self.notice(pointer);
        if self.is_full() || !self.turns.begin(pointer, sample.at) {
            return false;
        }
        self.pen = Some(Pen { last: sample, velocity: 0.0 });
        let radius = f64::midpoint(MIN_RADIUS, MAX_RADIUS);
        self.strokes.push(Stroke(vec![place(sample, radius, pad_width)]));
        true
    }

    /// A pointer is here, down or not. Returns whether that changed what is drawn: a pen takes back what the hand drew
    /// that came down before it.
    pub fn notice(&mut self, pointer: Pointer) -> bool {
        let takes_back = self.turns.notice(pointer);
        if takes_back {
            self.take_back();
        }
        takes_back
    }

    /// A pointer moves; nothing happens while it is up.
    pub fn draw(&mut self, pointer: Pointer, sample: Sample, pad_width: f64) {
        if self.is_full() || !self.turns.is_drawing(pointer) {
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

    /// A pointer is lifted.
    pub fn lift(&mut self, pointer: Pointer) {
        if self.turns.end(pointer) {
            self.pen = None;
        }
    }

    /// The device takes a pointer away. Of a hand it means that it only rested there.
    pub fn cancel(&mut self, pointer: Pointer) {
        if self.turns.end(pointer) {
            if pointer.kind == Kind::Touch { self.take_back() } else { self.pen = None }
        }
    }

    /// A pointer is gone from the pad.
    pub fn leave(&mut self, pointer: Pointer, at: f64) {
        self.turns.leave(pointer, at);
    }

    fn take_back(&mut self) {
        self.pen = None;
        self.strokes.pop();
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.turns.stop();
        self.take_back();
    }

    /// Takes every stroke back.
    pub fn clear(&mut self) {
        self.turns.stop();
        self.pen = None;
        self.strokes.clear();
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

impl Curve {
    /// Whether it is a dot: a curve without length, which browsers paint or not as they like.
    #[must_use]
    pub fn is_dot(&self) -> bool {
        self.from == self.control && self.control == self.to
    }
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

    const MOUSE: Pointer = Pointer { id: 1, kind: Kind::Mouse };
    const PEN: Pointer = Pointer { id: 21, kind: Kind::Pen };
    const HAND: Pointer = Pointer { id: 30, kind: Kind::Touch };

    fn sample(x: f64, y: f64, at: f64) -> Sample {
        Sample { x, y, at }
    }

    #[test]
    fn a_line_lies_in_the_field_in_the_same_place_on_every_screen() {
        for width in [250.0, 500.0, 2000.0] {
            let mut pad = Pad::default();
            pad.press(MOUSE, sample(width / 4.0, width / 10.0, 0.0), width);
            pad.draw(MOUSE, sample(width / 2.0, width / 5.0, 50.0), width);
            let places: Vec<_> = pad.strokes()[0].0.iter().map(|[x, y, _]| [*x, *y]).collect();
            assert_eq!(places, [[250, 100], [500, 200]], "{width}");
        }
    }

    #[test]
    fn a_fast_pen_is_thinner_than_a_slow_one_and_never_vanishes() {
        let width_at = |millis: f64| {
            let mut pad = Pad::default();
            pad.press(MOUSE, sample(0.0, 0.0, 0.0), 1000.0);
            pad.draw(MOUSE, sample(100.0, 0.0, millis), 1000.0);
            pad.strokes()[0].0[1][2]
        };
        assert!(width_at(1000.0) > width_at(100.0));
        assert!(width_at(100.0) > width_at(1.0));
        assert_eq!(width_at(0.0), 10, "the thinnest pen is one pixel");
    }

    #[test]
    fn the_width_follows_the_formula_of_signature_pad() {
        let mut pad = Pad::default();
        pad.press(MOUSE, sample(0.0, 0.0, 0.0), 1000.0);
        pad.draw(MOUSE, sample(10.0, 0.0, 10.0), 1000.0);
        // 1 pixel a millisecond, smoothed from rest: 0.7; then 2.5 / 1.7 is the radius.
        assert_eq!(pad.strokes()[0].0[1][2], 29);
    }

    #[test]
    fn a_pen_that_leaves_the_pad_stays_inside_the_field() {
        let mut pad = Pad::default();
        pad.press(MOUSE, sample(10.0, 10.0, 0.0), 500.0);
        pad.draw(MOUSE, sample(-40.0, 900.0, 20.0), 500.0);
        let [x, y, _] = pad.strokes()[0].0[1];
        assert_eq!([x, y], [0, Stroke::FIELD_HEIGHT]);
    }

    #[test]
    fn a_pen_that_is_up_draws_nothing() {
        let mut pad = Pad::default();
        pad.draw(MOUSE, sample(10.0, 10.0, 0.0), 500.0);
        assert!(pad.is_empty());
        pad.press(MOUSE, sample(10.0, 10.0, 0.0), 500.0);
        pad.lift(MOUSE);
        pad.draw(MOUSE, sample(90.0, 90.0, 10.0), 500.0);
        assert_eq!(pad.strokes()[0].0.len(), 1);
    }

    #[test]
    fn undo_takes_one_stroke_back_and_clear_all_of_them() {
        let mut pad = Pad::default();
        for x in [10.0, 60.0, 110.0] {
            pad.press(MOUSE, sample(x, 10.0, x), 500.0);
            pad.lift(MOUSE);
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
            pad.press(MOUSE, sample(0.0, 0.0, 0.0), 1000.0);
            for step in 0..1000 {
                pad.draw(MOUSE, sample(f64::from(step * 5 % 997), f64::from(turn), f64::from(step)), 1000.0);
            }
            pad.lift(MOUSE);
        }
        let points: usize = pad.strokes().iter().map(|stroke| stroke.0.len()).sum();
        assert_eq!(points, MAX_POINTS);
    }

    #[test]
    fn three_taps_are_three_dots_as_wide_as_the_pen() {
        let mut pad = Pad::default();
        for x in [100.0, 200.0, 300.0] {
            assert!(pad.press(PEN, sample(x, 50.0, x), 400.0));
            pad.lift(PEN);
        }
        let dots: Vec<Curve> = pad.strokes().iter().flat_map(curves).collect();
        assert!(dots.len() == 3 && dots.iter().all(|dot| dot.is_dot() && dot.width > 0.0), "{dots:?}");
        assert_eq!(dots.iter().map(|dot| dot.from.0).collect::<Vec<_>>(), [250.0, 500.0, 750.0]);
    }

    #[test]
    fn a_hand_that_rests_on_the_pad_while_a_pen_signs_draws_nothing() {
        let mut pad = Pad::default();
        // It comes down first and slides; then the pen is seen.
        assert!(pad.press(HAND, sample(300.0, 150.0, 0.0), 400.0));
        pad.draw(HAND, sample(310.0, 160.0, 20.0), 400.0);
        assert!(pad.notice(PEN) && pad.is_empty());
        assert!(pad.press(PEN, sample(50.0, 50.0, 40.0), 400.0));
        pad.draw(HAND, sample(320.0, 150.0, 50.0), 400.0);
        pad.draw(PEN, sample(90.0, 60.0, 60.0), 400.0);
        pad.lift(HAND);
        pad.draw(PEN, sample(130.0, 50.0, 80.0), 400.0);
        pad.lift(PEN);
        assert!(!pad.press(HAND, sample(300.0, 150.0, 90.0), 400.0));
        let points: Vec<_> = pad.strokes().iter().map(|stroke| stroke.0.len()).collect();
        assert_eq!(points, [3], "one line, of the pen");
    }

    #[test]
    fn a_hand_that_the_device_takes_away_has_drawn_nothing_and_a_pen_has() {
        let mut pad = Pad::default();
        for pointer in [HAND, PEN] {
            pad.press(pointer, sample(10.0, 10.0, 0.0), 400.0);
            pad.cancel(pointer);
        }
        assert_eq!(pad.strokes().len(), 1);
        assert!(pad.press(MOUSE, sample(90.0, 90.0, 0.0), 400.0), "nothing draws any more");
    }

    #[test]
    fn a_dot_is_drawn_and_the_curves_of_a_stroke_join() {
        assert_eq!(curves(&Stroke(vec![[5, 5, 30]])).len(), 1);
        assert!(!curves(&Stroke(vec![[5, 5, 30], [9, 5, 30]]))[0].is_dot(), "a dash");
        let joined = curves(&Stroke(vec![[0, 0, 30], [10, 0, 20], [20, 10, 20], [30, 10, 10]]));
        assert_eq!(joined.len(), 2);
        assert_eq!(joined[0].to, joined[1].from);
        assert_eq!(joined[1].to, (30.0, 10.0));
    }
}
