//! The pad a signature is drawn on.

use leptos::{ev, html, prelude::*};

use super::{pad::Pad, surface};
use crate::ui::{env::use_words, icon::Icon, pointers::Pointer};

/// A canvas that takes the pen, and two buttons to take it back.
#[component]
pub fn DrawingPad(
    /// What is drawn.
    pad: RwSignal<Pad>,
) -> impl IntoView {
    let t = &use_words().sign;
    let canvas = NodeRef::<html::Canvas>::new();
    let paint = move || {
        if let Some(canvas) = canvas.get() {
            pad.with(|pad| surface::paint(&canvas, pad.strokes()));
        }
    };
    Effect::new(paint);
    // Turning the phone gives the pad another size; the strokes are kept in units of their own.
    let resized = window_event_listener(ev::resize, move |_| untrack(paint));
    on_cleanup(move || resized.remove());

    let press = move |event: ev::PointerEvent| {
        let Some(canvas) = canvas.get_untracked().filter(|_| event.is_primary() && event.button() == 0) else { return };
        event.prevent_default();
        let (sample, width) = (surface::sample(&event, &canvas), surface::width(&canvas));
        if pad.try_update(|pad| pad.press(Pointer::of(&event), sample, width)) == Some(true) {
            surface::hold(&event, &canvas);
        }
    };
    let draw = move |event: ev::PointerEvent| {
        let pointer = Pointer::of(&event);
        pad.maybe_update(|pad| pad.notice(pointer));
        let Some(canvas) = canvas.get_untracked().filter(|_| event.is_primary() && event.buttons() != 0) else {
            return;
        };
        let width = surface::width(&canvas);
        pad.update(|pad| {
            surface::samples(&event, &canvas).into_iter().for_each(|sample| pad.draw(pointer, sample, width));
        });
    };
    let lift = move |event: ev::PointerEvent| pad.update(|pad| pad.lift(Pointer::of(&event)));
    let cancel = move |event: ev::PointerEvent| pad.update(|pad| pad.cancel(Pointer::of(&event)));
    let leave = move |event: ev::PointerEvent| {
        pad.maybe_update(|pad| {
            pad.leave(Pointer::of(&event), event.time_stamp());
            false
        });
    };
    let nothing = move || pad.with(Pad::is_empty);
    view! {
        <div class="ink">
            <div class="ink-box">
                <canvas
                    id="sign-pad"
                    tabindex="0"
                    role="img"
                    aria-label=t.pad_label
                    node_ref=canvas
                    on:pointerdown=press
                    on:pointermove=draw
                    on:pointerup=lift
                    on:pointercancel=cancel
                    on:pointerleave=leave
                ></canvas>
                <p class="ink-hint" aria-hidden="true" hidden=move || !nothing()>
                    {t.pad_hint}
                </p>
            </div>
            <div class="ink-tools">
                <button class="button quiet small" type="button" disabled=nothing on:click=move |_| pad.update(Pad::undo)>
                    <Icon name="undo" />
                    {t.undo}
                </button>
                <button class="button quiet small" type="button" disabled=nothing on:click=move |_| pad.update(Pad::clear)>
                    <Icon name="trash" />
                    {t.clear}
                </button>
            </div>
        </div>
    }
}
