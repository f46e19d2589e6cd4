//! How the screen is read on this device: with gloves, in the sun. The device remembers.

use leptos::prelude::*;
use leptos_meta::Html;

use crate::ui::env::{remember, remembered};

const GLOVES: &str = "norven.gloves";
const OUTDOOR: &str = "norven.outdoor";

/// How the screen is read.
#[derive(Clone, Copy)]
pub struct Display {
    gloves: RwSignal<bool>,
    outdoor: RwSignal<bool>,
}

impl Display {
    /// Whether buttons are bigger.
    #[must_use]
    pub fn gloves(self) -> bool {
        self.gloves.get()
    }

    /// Whether the contrast is higher.
    #[must_use]
    pub fn outdoor(self) -> bool {
        self.outdoor.get()
    }

    /// Makes buttons bigger, or not.
    pub fn set_gloves(self, on: bool) {
        self.gloves.set(on);
        remember(GLOVES, yes_or_no(on));
    }

    /// Makes the contrast higher, or not.
    pub fn set_outdoor(self, on: bool) {
        self.outdoor.set(on);
        remember(OUTDOOR, yes_or_no(on));
    }
}

fn yes_or_no(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// Makes the display known to the page.
pub fn provide() {
    provide_context(Display { gloves: RwSignal::new(false), outdoor: RwSignal::new(false) });
}

/// Sets the page's density and contrast, and takes them back when the page is left.
#[component]
pub fn Modes() -> impl IntoView {
    let display = expect_context::<Display>();
    Effect::new(move |_| {
        display.gloves.set(remembered(GLOVES).as_deref() == Some("yes"));
        display.outdoor.set(remembered(OUTDOOR).as_deref() == Some("yes"));
        on_cleanup(|| {
            if let Some(html) = document().document_element() {
                drop(html.set_attribute("data-density", "desk"));
                drop(html.remove_attribute("data-outdoor"));
            }
        });
    });
    view! {
        <Html
            attr:data-density=move || if display.gloves() { "glove" } else { "field" }
            attr:data-outdoor=move || display.outdoor().then_some("")
        />
    }
}
