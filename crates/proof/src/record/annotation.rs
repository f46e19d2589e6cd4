//! Annotations: what the inspector drew over a photo.

use serde::{Deserialize, Serialize};

/// An arrow or a circle over a photo. The photo itself stays as it is.
///
/// Points are `[x, y]` from the upper left corner of what is shown of the photo, x in
/// ten-thousandths of its width and y in ten-thousandths of its height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// What is drawn.
    pub shape: Shape,
    /// The tail of an arrow, the centre of a circle.
    pub from: [u16; 2],
    /// The tip of an arrow, a point on a circle's line.
    pub to: [u16; 2],
}

/// The shape of an [`Annotation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// From its tail to its tip.
    Arrow,
    /// Around its centre, round on the photo whatever the photo's proportions; where it leaves the
    /// photo it is cut.
    Circle,
}

/// An annotation on a picture of a certain size, ready to be drawn with round ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A line to the tip, and two barbs that end there.
    Arrow {
        /// Where the line begins.
        tail: (f64, f64),
        /// Where line and barbs end.
        tip: (f64, f64),
        /// Where the barbs begin.
        barbs: [(f64, f64); 2],
    },
    /// A circle.
    Circle {
        /// Its centre.
        centre: (f64, f64),
        /// Its radius.
        radius: f64,
    },
}

impl Annotation {
    /// The picture's width and height in the units of points.
    pub const FIELD: u16 = 10_000;

    /// A barb's length as a part of the picture's longer side.
    const BARB: f64 = 0.07;
    /// The longest barb as a part of its arrow.
    const LONGEST_BARB: f64 = 0.45;
    /// Cosine and sine of the angle between line and barb, 32°.
    const ANGLE: (f64, f64) = (0.848_048, 0.529_919);

    /// Whether it lies on the photo and is more than a point.
    #[must_use]
    pub fn is_drawable(&self) -> bool {
        self.from != self.to && [self.from, self.to].as_flattened().iter().all(|part| *part <= Self::FIELD)
    }

    /// The figure on a picture of this size. Only operations that are exact on every machine are
    /// used, so that it is the same everywhere.
    #[must_use]
    pub fn figure(&self, width: f64, height: f64) -> Figure {
        let field = f64::from(Self::FIELD);
        let place = |[x, y]: [u16; 2]| (f64::from(x) * width / field, f64::from(y) * height / field);
        let (from, to) = (place(self.from), place(self.to));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        match self.shape {
            Shape::Circle => Figure::Circle { centre: from, radius: length },
            Shape::Arrow => {
                let barb = (Self::BARB * width.max(height)).min(Self::LONGEST_BARB * length);
                let (x, y) = if length > 0.0 { (dx / length * barb, dy / length * barb) } else { (0.0, 0.0) };
                let (cos, sin) = Self::ANGLE;
                let barbs = [sin, -sin].map(|sin| (to.0 - x * cos + y * sin, to.1 - x * sin - y * cos));
                Figure::Arrow { tail: from, tip: to, barbs }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(shape: Shape, from: [u16; 2], to: [u16; 2]) -> Annotation {
        Annotation { shape, from, to }
    }

    #[test]
    fn a_circle_is_round_on_a_photo_of_any_proportions() {
        let circle = drawn(Shape::Circle, [5000, 5000], [5300, 5400]);
        assert_eq!(circle.figure(1000.0, 1000.0), Figure::Circle { centre: (500.0, 500.0), radius: 50.0 });
        assert_eq!(circle.figure(2000.0, 2000.0), Figure::Circle { centre: (1000.0, 1000.0), radius: 100.0 });
        let wide = drawn(Shape::Circle, [5000, 5000], [5150, 5400]).figure(2000.0, 1000.0);
        assert_eq!(wide, Figure::Circle { centre: (1000.0, 500.0), radius: 50.0 });
    }

    #[test]
    fn the_barbs_of_an_arrow_lie_behind_its_tip_on_either_side() {
        let Figure::Arrow { tail, tip, barbs: [one, other] } =
            drawn(Shape::Arrow, [1000, 5000], [9000, 5000]).figure(1000.0, 500.0)
        else {
            panic!("an arrow")
        };
        assert_eq!((tail, tip), ((100.0, 250.0), (900.0, 250.0)));
        for barb in [one, other] {
            let (dx, dy) = (barb.0 - tip.0, barb.1 - tip.1);
            assert!(((dx * dx + dy * dy).sqrt() - 70.0).abs() < 0.001);
            assert!(dx < 0.0);
        }
        assert!((one.1 - 250.0 + (other.1 - 250.0)).abs() < 1e-9 && (one.1 - other.1).abs() > 70.0);
    }

    #[test]
    fn a_short_arrow_has_short_barbs() {
        let figure = drawn(Shape::Arrow, [5000, 5000], [5100, 5000]).figure(1000.0, 1000.0);
        let Figure::Arrow { tip, barbs, .. } = figure else { panic!("an arrow") };
        assert!(barbs.iter().all(|barb| tip.0 - barb.0 < 4.5 && tip.0 > barb.0));
    }

    #[test]
    fn what_is_no_more_than_a_point_or_leaves_the_photo_is_not_drawable() {
        for (from, to, drawable) in [
            ([0, 0], [10_000, 10_000], true),
            ([1, 1], [1, 2], true),
            ([7, 7], [7, 7], false),
            ([10_001, 0], [0, 0], false),
            ([0, 0], [0, 10_001], false),
        ] {
            assert_eq!(drawn(Shape::Arrow, from, to).is_drawable(), drawable, "{from:?} {to:?}");
        }
    }
}
