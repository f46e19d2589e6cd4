//! Annotations: arrows and circles over a photo, drawn beside it in the file and never into it.

use norven_proof::record::{Annotation, Figure};

use crate::mark::{Area, Mark, Node};
use crate::style::{FAIL, Rgb, WHITE};

/// Width of a line as a part of the photo's longer side, and the thinnest that still reads on paper.
const LINE: f32 = 0.011;
const THINNEST: f32 = 0.9;
/// Width of the white casing below a line as a multiple of it: the line stands out from any photo,
/// in black and white too.
const CASING: f32 = 2.0;

/// The lines of annotations on a photo that fills `area`.
pub(crate) fn marks(annotations: &[Annotation], area: &Area) -> Vec<Mark> {
    let line = (LINE * area.width.max(area.height)).max(THINNEST);
    annotations
        .iter()
        .flat_map(|annotation| {
            let figure = annotation.figure(area.width.into(), area.height.into());
            [(CASING * line, WHITE), (line, FAIL)].map(|(width, colour)| stroked(figure, area, width, colour))
        })
        .flatten()
        .collect()
}

fn stroked(figure: Figure, area: &Area, width: f32, colour: Rgb) -> Vec<Mark> {
    let at = |(x, y): (f64, f64)| (area.x + x as f32, area.y + y as f32);
    match figure {
        Figure::Arrow { tail, tip, barbs: [one, other] } => {
            let stroke = |path: &[(f64, f64)]| {
                let path = path.iter().map(|point| Node::To(at(*point))).collect();
                Mark::Stroke { path, width, colour }
            };
            vec![stroke(&[tail, tip]), stroke(&[one, tip, other])]
        }
        Figure::Circle { centre, radius } => {
            let ((x, y), radius) = (at(centre), radius as f32);
            let area = Area::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius).rounded(radius);
            vec![Mark::Outline { area, width, colour }]
        }
    }
}

#[cfg(test)]
mod tests {
    use norven_proof::record::Shape;

    use super::*;

    const PHOTO: Area = Area::new(100.0, 200.0, 400.0, 300.0);

    fn drawn(shape: Shape) -> Vec<Mark> {
        marks(&[Annotation { shape, from: [2500, 5000], to: [5000, 5000] }], &PHOTO)
    }

    #[test]
    fn every_line_lies_on_a_white_casing_that_is_wider() {
        for shape in [Shape::Arrow, Shape::Circle] {
            let lines: Vec<(f32, Rgb)> = drawn(shape)
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Stroke { width, colour, .. } | Mark::Outline { width, colour, .. } => Some((*width, *colour)),
                    _ => None,
                })
                .collect();
            let (casing, above) = lines.split_at(lines.len() / 2);
            assert!(casing.iter().all(|(width, colour)| *colour == WHITE && *width > above[0].0), "{shape:?}");
            assert!(above.iter().all(|(_, colour)| *colour == FAIL), "{shape:?}");
        }
    }

    #[test]
    fn an_arrow_and_a_circle_stand_where_they_were_drawn() {
        let Some(Mark::Stroke { path, .. }) = drawn(Shape::Arrow).into_iter().next() else { panic!("a line") };
        assert_eq!(path, [Node::To((200.0, 350.0)), Node::To((300.0, 350.0))]);
        let Some(Mark::Outline { area, .. }) = drawn(Shape::Circle).into_iter().next() else { panic!("a circle") };
        assert_eq!(area, Area::new(100.0, 250.0, 200.0, 200.0).rounded(100.0));
    }

    #[test]
    fn a_line_on_a_small_photo_is_still_seen() {
        let small = marks(
            &[Annotation { shape: Shape::Circle, from: [5000, 5000], to: [6000, 5000] }],
            &Area::new(0.0, 0.0, 40.0, 30.0),
        );
        assert!(matches!(small.last(), Some(Mark::Outline { width, .. }) if *width == THINNEST));
    }
}
