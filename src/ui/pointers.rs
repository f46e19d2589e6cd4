//! Which of the pointers over a drawing area draws: one at a time, and a pen before the hand that rests beside it.

use leptos::ev::PointerEvent;

/// A hand still rests on the screen for this long after its pen has gone: between two strokes, a pen that is not seen
/// from afar is gone. In milliseconds.
const REST: f64 = 1000.0;

/// What touches the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A pen.
    Pen,
    /// A finger, or the side of a hand.
    Touch,
    /// A mouse, and what is not told.
    Mouse,
}

/// One of the pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The browser's number for it.
    pub id: i32,
    /// What it is.
    pub kind: Kind,
}

impl Pointer {
    /// The pointer of an event.
    #[must_use]
    pub fn of(event: &PointerEvent) -> Self {
        let kind = match event.pointer_type().as_str() {
            "pen" => Kind::Pen,
            "touch" => Kind::Touch,
            _ => Kind::Mouse,
        };
        Self { id: event.pointer_id(), kind }
    }
}

/// Whose turn it is to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turns {
    drawing: Option<Pointer>,
    /// Until when hands are taken to rest; for ever while a pen is near.
    hands_rest_until: f64,
}

impl Turns {
    /// Notes that a pointer is here. Returns whether what was being drawn has to be taken back: it was a hand that came
    /// down before its pen.
    #[must_use]
    pub fn notice(&mut self, pointer: Pointer) -> bool {
        if pointer.kind != Kind::Pen {
            return false;
        }
        self.hands_rest_until = f64::INFINITY;
        self.drawing.take_if(|drawing| drawing.kind == Kind::Touch).is_some()
    }

    /// A pointer comes down at an instant, in milliseconds. Returns whether it draws.
    #[must_use]
    pub fn begin(&mut self, pointer: Pointer, at: f64) -> bool {
        let rests = pointer.kind == Kind::Touch && at < self.hands_rest_until;
        let begins = !rests && self.drawing.is_none_or(|drawing| drawing == pointer);
        if begins {
            self.drawing = Some(pointer);
        }
        begins
    }

    /// Whether a pointer draws.
    #[must_use]
    pub fn is_drawing(self, pointer: Pointer) -> bool {
        self.drawing == Some(pointer)
    }

    /// A pointer is lifted. Returns whether it was drawing.
    pub fn end(&mut self, pointer: Pointer) -> bool {
        self.drawing.take_if(|drawing| *drawing == pointer).is_some()
    }

    /// Nothing draws any more.
    pub fn stop(&mut self) {
        self.drawing = None;
    }

    /// A pointer is gone, at an instant in milliseconds.
    pub fn leave(&mut self, pointer: Pointer, at: f64) {
        if pointer.kind == Kind::Pen {
            self.hands_rest_until = at + REST;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEN: Pointer = Pointer { id: 7, kind: Kind::Pen };
    const HAND: Pointer = Pointer { id: 2, kind: Kind::Touch };
    const THUMB: Pointer = Pointer { id: 3, kind: Kind::Touch };
    const MOUSE: Pointer = Pointer { id: 1, kind: Kind::Mouse };

    #[test]
    fn a_hand_does_not_draw_while_a_pen_is_near_and_shortly_after() {
        let mut turns = Turns::default();
        assert!(!turns.notice(PEN), "nothing was being drawn");
        assert!(!turns.begin(HAND, 10.0));
        assert!(turns.begin(PEN, 20.0) && turns.is_drawing(PEN) && !turns.is_drawing(HAND));
        assert!(turns.end(PEN));
        turns.leave(PEN, 50.0);
        assert!(!turns.begin(HAND, 50.0 + REST - 1.0), "between two strokes");
        assert!(turns.begin(HAND, 50.0 + REST), "a finger signs when the pen was put away");
    }

    #[test]
    fn a_hand_that_came_down_before_its_pen_gives_way_and_what_it_drew_is_taken_back() {
        let mut turns = Turns::default();
        assert!(turns.begin(HAND, 0.0));
        assert!(turns.notice(PEN));
        assert!(!turns.is_drawing(HAND) && !turns.end(HAND));
        assert!(turns.begin(PEN, 5.0));
        assert!(!turns.notice(PEN), "its own line is not taken back");
    }

    #[test]
    fn one_pointer_draws_at_a_time_and_others_neither_join_in_nor_end_its_line() {
        let mut turns = Turns::default();
        assert!(turns.begin(THUMB, 0.0));
        assert!(!turns.begin(HAND, 1.0) && !turns.begin(MOUSE, 1.0));
        assert!(!turns.end(HAND) && turns.is_drawing(THUMB));
        assert!(turns.end(THUMB) && turns.begin(MOUSE, 2.0));
    }

    #[test]
    fn fingers_and_mice_that_leave_keep_nobody_from_drawing() {
        let mut turns = Turns::default();
        turns.leave(MOUSE, 100.0);
        turns.leave(THUMB, 100.0);
        assert!(turns.begin(HAND, 101.0));
    }
}
