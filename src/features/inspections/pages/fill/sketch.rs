//! Arrows and circles as a finger, a pen or keys draw them.

use norven_proof::record::{Annotation, Shape};

use crate::features::evidence::model::MAX_ANNOTATIONS;

/// A finger that moves less than this, in CSS pixels, has tapped; gloves need that much.
const TAP: f64 = 20.0;
/// How long an arrow is that was tapped, and how wide a circle, in units of the photo.
const TAPPED: i32 = 1600;
/// How far a key moves something, in units of the photo.
const STEP: i32 = 200;
/// How much larger a key makes a circle.
const GROWTH: f64 = 1.15;
/// The smallest circle that keys make, in units of the photo: it can still grow.
const SMALLEST: f64 = 150.0;

/// Where the photo is on the screen: fitted into the middle of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width and height of the stage in CSS pixels.
    pub stage: (f64, f64),
    /// Width and height of the photo.
    pub photo: (f64, f64),
}

impl Frame {
    /// A place on the stage in units of the photo; the nearest one where it lies beside the photo.
    fn place(self, (x, y): (f64, f64)) -> [u16; 2] {
        let scale = (self.stage.0 / self.photo.0).min(self.stage.1 / self.photo.1);
        let along = |at: f64, stage: f64, photo: f64| {
            let part = (at - (stage - photo * scale) / 2.0) / (photo * scale);
            (part * f64::from(Annotation::FIELD)).round().clamp(0.0, f64::from(Annotation::FIELD)) as u16
        };
        [along(x, self.stage.0, self.photo.0), along(y, self.stage.1, self.photo.1)]
    }
}

/// What is drawn over a photo while it is being drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    drawn: Vec<Annotation>,
    /// What was drawn before each change, to take it back.
    past: Vec<Vec<Annotation>>,
    pen: Option<Pen>,
    /// Whether the last change was made by keys: the next ones belong to it.
    nudged: bool,
}

/// A pen that is down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pen {
    shape: Shape,
    from: (f64, f64),
    to: (f64, f64),
    frame: Frame,
}

impl Pen {
    fn is_tap(self) -> bool {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1) < TAP
    }

    fn annotation(self) -> Annotation {
        let Self { shape, from, to, frame } = self;
        if self.is_tap() {
            tapped(shape, frame.place(from))
        } else {
            Annotation { shape, from: frame.place(from), to: frame.place(to) }
        }
    }
}

/// An arrow to a place or a circle around it, as large as is usual.
fn tapped(shape: Shape, place: [u16; 2]) -> Annotation {
    // Towards the side on which there is room.
    let beside = |at: u16, by: i32| if i32::from(at) + by <= field() { moved(at, by) } else { moved(at, -by) };
    let [x, y] = place;
    match shape {
        Shape::Arrow => Annotation { shape, from: [beside(x, -TAPPED), beside(y, TAPPED)], to: place },
        Shape::Circle => Annotation { shape, from: place, to: [beside(x, TAPPED / 2), y] },
    }
}

fn field() -> i32 {
    i32::from(Annotation::FIELD)
}

fn moved(at: u16, by: i32) -> u16 {
    u16::try_from((i32::from(at) + by).clamp(0, field())).unwrap_or(Annotation::FIELD)
}

impl Sketch {
    /// A sketch that begins with what is drawn already.
    #[must_use]
    pub fn of(drawn: Vec<Annotation>) -> Self {
        Self { drawn, ..Self::default() }
    }

    /// What is drawn.
    #[must_use]
    pub fn drawn(&self) -> &[Annotation] {
        &self.drawn
    }

    /// What is drawn, with what is under the pen.
    #[must_use]
    pub fn shown(&self) -> Vec<Annotation> {
        let pen = self.pen.map(Pen::annotation).filter(Annotation::is_drawable);
        self.drawn.iter().copied().chain(pen).collect()
    }

    /// Whether a photo takes no more.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.drawn.len() >= MAX_ANNOTATIONS
    }

    /// The pen comes down.
    pub fn press(&mut self, shape: Shape, at: (f64, f64), frame: Frame) {
        if !self.is_full() {
            self.pen = Some(Pen { shape, from: at, to: at, frame });
        }
    }

    /// The pen moves.
    pub fn draw(&mut self, at: (f64, f64)) {
        if let Some(pen) = &mut self.pen {
            pen.to = at;
        }
    }

    /// The pen is lifted: what it drew stays.
    pub fn lift(&mut self) {
        let drawn = self.pen.take().map(Pen::annotation);
        if let Some(drawn) = drawn.filter(Annotation::is_drawable) {
            self.change(|all| all.push(drawn));
        }
    }

    /// The pen is taken away: what it drew is not meant.
    pub fn cancel(&mut self) {
        self.pen = None;
    }

    /// Adds a shape in the middle, for those who have no pen.
    pub fn add(&mut self, shape: Shape) {
        if !self.is_full() {
            self.change(|all| all.push(tapped(shape, [Annotation::FIELD / 2; 2])));
        }
    }

    /// Moves the last shape by steps to the right and down, as far as the photo reaches.
    pub fn nudge(&mut self, right: i32, down: i32) {
        self.adjust(|last| {
            let within = |by: i32, one: u16, other: u16| {
                let (low, high) = (one.min(other), one.max(other));
                (by * STEP).clamp(-i32::from(low), field() - i32::from(high))
            };
            let (dx, dy) = (within(right, last.from[0], last.to[0]), within(down, last.from[1], last.to[1]));
            for point in [&mut last.from, &mut last.to] {
                *point = [moved(point[0], dx), moved(point[1], dy)];
            }
        });
    }

    /// Moves the tip of the last arrow, or makes the last circle larger or smaller.
    pub fn stretch(&mut self, right: i32, down: i32) {
        self.adjust(|last| match last.shape {
            Shape::Arrow => last.to = [moved(last.to[0], right * STEP), moved(last.to[1], down * STEP)],
            Shape::Circle => {
                let grows = right > down;
                let factor = if grows { GROWTH } else { 1.0 / GROWTH };
                let extent = [0, 1].map(|axis| (f64::from(last.to[axis]) - f64::from(last.from[axis])) * factor);
                let to = [0, 1].map(|axis| (f64::from(last.from[axis]) + extent[axis]).round());
                let lies_inside = to.iter().all(|part| (0.0..=f64::from(Annotation::FIELD)).contains(part));
                if lies_inside && (grows || extent[0].hypot(extent[1]) >= SMALLEST) {
                    last.to = to.map(|part| part as u16);
                }
            }
        });
    }

    /// Takes the last change back; where none is known, the last shape.
    pub fn undo(&mut self) {
        self.cancel();
        self.nudged = false;
        match self.past.pop() {
            Some(before) => self.drawn = before,
            None => self.drawn.truncate(self.drawn.len().saturating_sub(1)),
        }
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty() || !self.drawn.is_empty()
    }

    /// Takes the last shape away.
    pub fn remove(&mut self) {
        if !self.drawn.is_empty() {
            self.change(|all| all.truncate(all.len() - 1));
        }
    }

    /// Takes every shape away.
    pub fn clear(&mut self) {
        if !self.drawn.is_empty() {
            self.change(Vec::clear);
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<Annotation>)) {
        self.past.push(self.drawn.clone());
        self.nudged = false;
        change(&mut self.drawn);
    }

    /// Changes the last shape, unless nothing would be left of it.
    fn adjust(&mut self, adjust: impl FnOnce(&mut Annotation)) {
        let Some(mut last) = self.drawn.last().copied() else { return };
        let before = last;
        adjust(&mut last);
        if last == before || !last.is_drawable() {
            return;
        }
        if !self.nudged {
            self.past.push(self.drawn.clone());
            self.nudged = true;
        }
        self.drawn.pop();
        self.drawn.push(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photo of 400 × 300 in the middle of a stage that is higher.
    const FRAME: Frame = Frame { stage: (400.0, 700.0), photo: (1600.0, 1200.0) };

    fn dragged(sketch: &mut Sketch, shape: Shape, from: (f64, f64), to: (f64, f64)) {
        sketch.press(shape, from, FRAME);
        sketch.draw(to);
        sketch.lift();
    }

    #[test]
    fn a_line_lies_on_the_photo_where_the_finger_was_whatever_is_beside_the_photo() {
        let mut sketch = Sketch::default();
        dragged(&mut sketch, Shape::Arrow, (0.0, 200.0), (200.0, 350.0));
        assert_eq!(sketch.drawn(), [Annotation { shape: Shape::Arrow, from: [0, 0], to: [5000, 5000] }]);
        dragged(&mut sketch, Shape::Circle, (200.0, 350.0), (300.0, 900.0));
        assert_eq!(sketch.drawn()[1], Annotation { shape: Shape::Circle, from: [5000, 5000], to: [7500, 10_000] });
    }

    #[test]
    fn what_is_under_the_finger_shows_and_counts_only_once_it_is_lifted() {
        let mut sketch = Sketch::default();
        sketch.press(Shape::Arrow, (50.0, 300.0), FRAME);
        sketch.draw((150.0, 400.0));
        assert_eq!((sketch.shown().len(), sketch.drawn().len()), (1, 0));
        sketch.cancel();
        sketch.lift();
        assert!(sketch.shown().is_empty());
    }

    #[test]
    fn a_tap_points_at_its_place_or_encloses_it_wherever_on_the_photo_it_is() {
        for x in [0.0, 3.0, 200.0, 397.0, 400.0] {
            for y in [200.0, 350.0, 500.0] {
                let mut sketch = Sketch::default();
                dragged(&mut sketch, Shape::Arrow, (x, y), (x + 4.0, y - 4.0));
                dragged(&mut sketch, Shape::Circle, (x, y), (x, y));
                let place = FRAME.place((x, y));
                let [arrow, circle] = sketch.drawn() else { panic!("{x} {y}: {sketch:?}") };
                assert_eq!((arrow.to, circle.from), (place, place));
                assert!(arrow.is_drawable() && circle.is_drawable());
            }
        }
    }

    #[test]
    fn undo_takes_back_one_change_after_the_other_and_removing_all_is_one() {
        let mut sketch = Sketch::of(vec![tapped(Shape::Circle, [3000, 3000])]);
        sketch.add(Shape::Arrow);
        sketch.clear();
        assert!(sketch.drawn().is_empty() && sketch.can_undo());
        sketch.undo();
        assert_eq!(sketch.drawn().len(), 2);
        sketch.undo();
        assert_eq!(sketch.drawn().len(), 1);
        sketch.undo();
        assert!(sketch.drawn().is_empty() && !sketch.can_undo());
    }

    #[test]
    fn keys_move_and_size_the_last_shape_and_one_undo_takes_all_of_that_back() {
        let mut sketch = Sketch::default();
        sketch.add(Shape::Arrow);
        let before = sketch.drawn().to_vec();
        sketch.nudge(1, 0);
        sketch.nudge(0, -1);
        sketch.stretch(1, 0);
        let [arrow] = sketch.drawn() else { panic!("one arrow") };
        assert_eq!(arrow.from, [before[0].from[0] + 200, before[0].from[1] - 200]);
        assert_eq!(arrow.to, [5400, 4800]);
        sketch.undo();
        assert_eq!(sketch.drawn(), before);
    }

    #[test]
    fn keys_never_push_a_shape_off_the_photo_nor_bend_or_shrink_it_to_nothing() {
        for shape in [Shape::Arrow, Shape::Circle] {
            let mut sketch = Sketch::default();
            sketch.add(shape);
            let extent = |at: &Annotation| [0, 1].map(|axis| i32::from(at.to[axis]) - i32::from(at.from[axis]));
            let before = extent(&sketch.drawn()[0]);
            for _ in 0..80 {
                sketch.nudge(1, 1);
            }
            assert_eq!(extent(&sketch.drawn()[0]), before, "{shape:?}");
            for by in [1, -1] {
                for _ in 0..80 {
                    sketch.stretch(by, 0);
                    assert!(sketch.drawn()[0].is_drawable(), "{shape:?} {sketch:?}");
                }
            }
        }
    }

    #[test]
    fn a_circle_that_was_made_smaller_can_be_made_larger_again() {
        let mut sketch = Sketch::default();
        sketch.add(Shape::Circle);
        for _ in 0..80 {
            sketch.stretch(-1, 0);
        }
        let small = sketch.drawn()[0];
        for _ in 0..10 {
            sketch.stretch(1, 0);
        }
        assert!(sketch.drawn()[0].to[0] > small.to[0] + 20, "{sketch:?}");
    }

    #[test]
    fn a_photo_takes_no_more_than_the_server_does() {
        let mut sketch = Sketch::default();
        for _ in 0..MAX_ANNOTATIONS + 3 {
            sketch.add(Shape::Circle);
            dragged(&mut sketch, Shape::Arrow, (10.0, 300.0), (90.0, 300.0));
        }
        assert_eq!(sketch.drawn().len(), MAX_ANNOTATIONS);
        assert!(sketch.is_full());
        crate::features::evidence::model::check_annotations(sketch.drawn()).expect("what the server takes");
    }
}
