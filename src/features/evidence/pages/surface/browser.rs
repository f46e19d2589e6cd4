//! In the browser: canvas, pointer events and geolocation.

use std::f64::consts::TAU;

use leptos::{ev::PointerEvent, web_sys::HtmlCanvasElement};
use norven_proof::record::Stroke;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{CanvasRenderingContext2d, PositionOptions};

use super::super::pad::{Sample, curves};
use crate::features::inspections::model::Position;

/// How long a device may look for itself.
const LOCATE_MILLIS: u32 = 20_000;

/// Paints a signature anew, as sharp as the screen can show it.
pub fn paint(canvas: &HtmlCanvasElement, strokes: &[Stroke]) {
    let window = leptos::prelude::window();
    let ratio = window.device_pixel_ratio();
    let (wide, high) = (f64::from(canvas.client_width()) * ratio, f64::from(canvas.client_height()) * ratio);
    // Setting the size clears the canvas.
    canvas.set_width(wide.round() as u32);
    canvas.set_height(high.round() as u32);
    let Ok(Some(context)) = canvas.get_context("2d") else { return };
    let Ok(context) = context.dyn_into::<CanvasRenderingContext2d>() else { return };
    let ink = window.get_computed_style(canvas).ok().flatten();
    let ink = ink.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default();
    context.set_stroke_style_str(&ink);
    context.set_fill_style_str(&ink);
    context.set_line_cap("round");
    context.set_line_join("round");
    let scale = wide / f64::from(Stroke::FIELD_WIDTH);
    for curve in strokes.iter().flat_map(curves) {
        context.begin_path();
        if curve.is_dot() {
            // A line without length is nothing to Chromium. A disc of that size cannot fail.
            drop(context.arc(curve.to.0 * scale, curve.to.1 * scale, curve.width * scale / 2.0, 0.0, TAU));
            context.fill();
            continue;
        }
        context.set_line_width(curve.width * scale);
        context.move_to(curve.from.0 * scale, curve.from.1 * scale);
        let (control, to) = (curve.control, curve.to);
        context.quadratic_curve_to(control.0 * scale, control.1 * scale, to.0 * scale, to.1 * scale);
        context.stroke();
    }
}

/// Keeps a pen even where it leaves the pad.
pub fn hold(event: &PointerEvent, canvas: &HtmlCanvasElement) {
    // A pen that was lifted meanwhile cannot be captured, and need not be.
    drop(canvas.set_pointer_capture(event.pointer_id()));
}

/// Where an event's pen is.
pub fn sample(event: &PointerEvent, canvas: &HtmlCanvasElement) -> Sample {
    let frame = canvas.get_bounding_client_rect();
    Sample {
        x: f64::from(event.client_x()) - frame.left(),
        y: f64::from(event.client_y()) - frame.top(),
        at: event.time_stamp(),
    }
}

/// Every place of the pen that an event tells of.
pub fn samples(event: &PointerEvent, canvas: &HtmlCanvasElement) -> Vec<Sample> {
    let sample = |event: &PointerEvent| sample(event, canvas);
    // Browsers that gather no events lack the function.
    let gathers = js_sys::Reflect::has(event, &"getCoalescedEvents".into()).unwrap_or_default();
    let gathered = if gathers { event.get_coalesced_events().to_vec() } else { Vec::new() };
    let gathered: Vec<_> = gathered.into_iter().filter_map(|event| event.dyn_into::<PointerEvent>().ok()).collect();
    if gathered.is_empty() { vec![sample(event)] } else { gathered.iter().map(sample).collect() }
}

/// The pad's width in CSS pixels.
pub fn width(canvas: &HtmlCanvasElement) -> f64 {
    canvas.get_bounding_client_rect().width()
}

/// Asks the device where it is; the person is asked by the browser. Nothing where they refuse.
pub fn locate(found: impl Fn(Option<Position>) + Clone + 'static) {
    let refused = found.clone();
    let Ok(geolocation) = leptos::prelude::window().navigator().geolocation() else { return refused(None) };
    let place = Closure::<dyn Fn(web_sys::Position)>::new(move |at: web_sys::Position| {
        let at = at.coords();
        let millionths = |degrees: f64| (degrees * 1_000_000.0).round() as i64;
        let (latitude, longitude) = (millionths(at.latitude()), millionths(at.longitude()));
        found(Position::from_millionths(latitude, longitude, at.accuracy().ceil() as u32));
    });
    let failed = Closure::<dyn Fn(JsValue)>::new({
        let refused = refused.clone();
        move |_| refused(None)
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(LOCATE_MILLIS);
    let (place, failed) = (place.into_js_value(), failed.into_js_value());
    let asked = geolocation.get_current_position_with_error_callback_and_options(
        place.unchecked_ref(),
        Some(failed.unchecked_ref()),
        &options,
    );
    if asked.is_err() {
        refused(None);
    }
}
