//! A photo with what is drawn over it, wherever photos are shown.

use leptos::{html, prelude::*};
use norven_proof::record::{Annotation, Figure};

use crate::ui::env::use_words;

/// A photo and, over it, its arrows and circles: cut or fitted as the photo itself.
#[component]
pub fn AnnotatedPhoto(
    /// Where the picture is.
    #[prop(into)]
    src: String,
    /// What stands for it where it cannot be seen.
    #[prop(into)]
    alt: String,
    /// What is drawn over it.
    #[prop(into)]
    annotations: Signal<Vec<Annotation>>,
    /// Whether the picture covers its frame and is cut, or is fitted into it.
    #[prop(optional)]
    fitted: bool,
    /// Hears the picture's width and height once they are known.
    #[prop(optional)]
    measured: Option<Callback<(f64, f64)>>,
) -> impl IntoView {
    let image = NodeRef::<html::Img>::new();
    let size = RwSignal::new(None::<(f64, f64)>);
    let measure = move || {
        let Some(image) = image.get_untracked().filter(|image| image.natural_width() > 0) else { return };
        let found = (f64::from(image.natural_width()), f64::from(image.natural_height()));
        size.set(Some(found));
        if let Some(measured) = measured {
            measured.run(found);
        }
    };
    // A picture that came with the page may have been there before anybody listened.
    Effect::new(move |_| {
        image.track();
        measure();
    });
    let lines = move || {
        let (width, height) = size.get()?;
        let drawn = annotations.get();
        let label = use_words().evidence.drawn(drawn.len());
        Some(view! { <Drawn annotations=drawn size=(width, height) fitted label /> })
    };
    view! {
        <span class="annotated">
            <img
                class:fitted=fitted
                src=src
                alt=alt
                loading=(!fitted).then_some("lazy")
                draggable="false"
                node_ref=image
                on:load=move |_| measure()
            />
            {lines}
        </span>
    }
}

/// Arrows and circles on a picture; nothing where none are drawn.
#[component]
pub fn Drawn(
    /// What is drawn.
    annotations: Vec<Annotation>,
    /// The picture's width and height.
    size: (f64, f64),
    /// Whether the picture is fitted into its frame, or covers it.
    fitted: bool,
    /// What stands for them where they cannot be seen.
    label: String,
) -> impl IntoView {
    if annotations.is_empty() {
        return None;
    }
    let (width, height) = size;
    let paths: Vec<String> = annotations.iter().map(|annotation| path(annotation.figure(width, height))).collect();
    let fit = if fitted { "xMidYMid meet" } else { "xMidYMid slice" };
    Some(view! {
        <svg viewBox=format!("0 0 {width} {height}") preserveAspectRatio=fit role="img" aria-label=label>
            {paths
                .into_iter()
                .map(|path| {
                    view! {
                        <path class="casing" d=path.clone() />
                        <path d=path />
                    }
                })
                .collect_view()}
        </svg>
    })
}

/// A figure as the data of an SVG path, to the tenth of a pixel.
fn path(figure: Figure) -> String {
    let at = |(x, y): (f64, f64)| format!("{x:.1} {y:.1}");
    match figure {
        Figure::Arrow { tail, tip, barbs: [one, other] } => {
            format!("M{}L{}M{}L{}L{}", at(tail), at(tip), at(one), at(tip), at(other))
        }
        Figure::Circle { centre: (x, y), radius } => {
            let arc = |x| format!("A{radius:.1} {radius:.1} 0 0 1 {}", at((x, y)));
            format!("M{}{}{}Z", at((x - radius, y)), arc(x + radius), arc(x - radius))
        }
    }
}

#[cfg(test)]
mod tests {
    use norven_proof::record::Shape;

    use super::*;

    #[test]
    fn an_arrow_is_a_line_and_a_head_and_a_circle_two_arcs() {
        let drawn = |shape| Annotation { shape, from: [2500, 5000], to: [5000, 5000] }.figure(400.0, 300.0);
        assert_eq!(path(drawn(Shape::Circle)), "M0.0 150.0A100.0 100.0 0 0 1 200.0 150.0A100.0 100.0 0 0 1 0.0 150.0Z");
        let arrow = path(drawn(Shape::Arrow));
        assert!(arrow.starts_with("M100.0 150.0L200.0 150.0M") && arrow.contains("L200.0 150.0L"), "{arrow}");
    }
}
