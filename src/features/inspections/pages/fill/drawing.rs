//! Drawing arrows and circles over a photo, by finger, pen, mouse or keys.

use leptos::{ev, html, prelude::*};
use norven_proof::record::Shape;

use super::sketch::{Frame, Sketch};
use crate::{
    features::{
        evidence::{model::MAX_ANNOTATIONS, pages::annotated::AnnotatedPhoto},
        inspections::outbox::Walk,
    },
    ids::PhotoId,
    ui::{
        env::use_words,
        icon::Icon,
        pointers::{Pointer, Turns},
    },
};

/// A photo to be drawn upon, over the whole screen. What is drawn is kept as it is drawn.
#[component]
pub fn Drawing(
    /// The photo.
    photo: PhotoId,
    /// Its place in the list, from 1.
    n: usize,
    /// Where its picture is.
    src: String,
    /// Hears that the person has done.
    done: Callback<()>,
) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let words = use_words();
    let t = &words.fill;
    let sketch = RwSignal::new(Sketch::of(untrack(|| walk.annotations(photo))));
    let tool = RwSignal::new(Shape::Arrow);
    let size = RwSignal::new(None::<(f64, f64)>);
    let stage = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| sketch.with(Sketch::shown));
    let change = move |change: &dyn Fn(&mut Sketch)| {
        sketch.update(change);
        walk.drawing(photo, sketch.with_untracked(|sketch| sketch.drawn().to_vec()));
    };

    // Whoever began by a key goes on by keys.
    Effect::new(move |_| {
        if let Some(stage) = stage.get() {
            drop(stage.focus());
        }
    });
    let at = |event: &ev::PointerEvent| (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let turns = StoredValue::new(Turns::default());
    // A pen takes back what the hand drew that came down before it.
    let notice = move |event: &ev::PointerEvent| {
        if turns.try_update_value(|turns| turns.notice(Pointer::of(event))) == Some(true) {
            sketch.update(Sketch::cancel);
        }
    };
    let ends =
        move |event: &ev::PointerEvent| turns.try_update_value(|turns| turns.end(Pointer::of(event))) == Some(true);
    let press = move |event: ev::PointerEvent| {
        notice(&event);
        let (Some(stage), Some(photo)) = (stage.get_untracked(), size.get_untracked()) else { return };
        if !event.is_primary() || event.button() != 0 {
            return;
        }
        let pointer = Pointer::of(&event);
        if turns.try_update_value(|turns| turns.begin(pointer, event.time_stamp())) != Some(true) {
            return;
        }
        // A finger that was lifted meanwhile cannot be captured, and need not be.
        drop(stage.set_pointer_capture(event.pointer_id()));
        let frame = Frame { stage: (f64::from(stage.client_width()), f64::from(stage.client_height())), photo };
        sketch.update(|sketch| sketch.press(tool.get_untracked(), at(&event), frame));
    };
    let draw = move |event: ev::PointerEvent| {
        notice(&event);
        if event.buttons() != 0 && turns.with_value(|turns| turns.is_drawing(Pointer::of(&event))) {
            sketch.update(|sketch| sketch.draw(at(&event)));
        }
    };
    let lift = move |event: ev::PointerEvent| {
        if ends(&event) {
            change(&Sketch::lift);
        }
    };
    let cancel = move |event: ev::PointerEvent| {
        if ends(&event) {
            sketch.update(Sketch::cancel);
        }
    };
    let leave = move |event: ev::PointerEvent| {
        turns.update_value(|turns| turns.leave(Pointer::of(&event), event.time_stamp()));
    };
    let key = move |event: ev::KeyboardEvent| {
        let moves = |right, down| {
            let is_stretch = event.shift_key();
            change(&|sketch| if is_stretch { sketch.stretch(right, down) } else { sketch.nudge(right, down) });
        };
        match event.key().as_str() {
            "Enter" | " " => change(&|sketch| sketch.add(tool.get_untracked())),
            "ArrowLeft" => moves(-1, 0),
            "ArrowRight" => moves(1, 0),
            "ArrowUp" => moves(0, -1),
            "ArrowDown" => moves(0, 1),
            "Delete" | "Backspace" => change(&Sketch::remove),
            _ => return,
        }
        event.prevent_default();
    };
    let choose = move |shape: Shape, icon: &'static str, words: &'static str| {
        view! {
            <button
                class="button"
                type="button"
                aria-pressed=move || if tool.get() == shape { "true" } else { "false" }
                on:click=move |_| tool.set(shape)
            >
                <Icon name=icon />
                {words}
            </button>
        }
    };
    let is_full = Memo::new(move |_| sketch.with(Sketch::is_full));
    let said = move || {
        if is_full.get() {
            t.drawing_full(MAX_ANNOTATIONS)
        } else {
            words.evidence.drawn(sketch.with(|sketch| sketch.drawn().len()))
        }
    };
    let [hint, keys] = ["dh", "dk"].map(|part| format!("{part}-{photo}"));
    view! {
        <div class="viewer-bar">
            <span>{t.photo_n(n)}</span>
            <button
                class="button quiet"
                type="button"
                disabled=move || !sketch.with(Sketch::can_undo)
                on:click=move |_| change(&Sketch::undo)
            >
                <Icon name="undo" />
                {t.undo}
            </button>
            <button
                class="button quiet"
                type="button"
                disabled=move || sketch.with(|sketch| sketch.drawn().is_empty())
                on:click=move |_| change(&Sketch::clear)
            >
                <Icon name="trash" />
                {t.remove_all}
            </button>
        </div>
        <div
            class="stage"
            tabindex="0"
            role="application"
            aria-label=t.drawing_of(n)
            aria-describedby=format!("{hint} {keys}")
            node_ref=stage
            on:pointerdown=press
            on:pointermove=draw
            on:pointerup=lift
            on:pointercancel=cancel
            on:pointerleave=leave
            on:keydown=key
        >
            <AnnotatedPhoto src alt="" annotations=shown fitted=true measured=Callback::new(move |found| size.set(Some(found))) />
        </div>
        <div class="viewer-tools">
            <p class="viewer-hint" hidden=move || is_full.get()>
                <span id=hint>{t.drawing_hint}</span>
                " "
                <span class="keys" id=keys>{t.drawing_keys}</span>
            </p>
            <p class="viewer-hint" class:sr=move || !is_full.get() role="status">
                {said}
            </p>
            <div class="viewer-bar">
                <div class="tools" role="group" aria-label=t.draw>
                    {choose(Shape::Arrow, "arrow", t.arrow)} {choose(Shape::Circle, "circle", t.circle)}
                </div>
                <button class="button primary" type="button" on:click=move |_| done.run(())>
                    {t.drawing_done}
                </button>
            </div>
        </div>
    }
}
