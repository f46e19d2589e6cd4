//! On the server nobody draws.

use leptos::{ev::PointerEvent, web_sys::HtmlCanvasElement};
use norven_proof::record::Stroke;

use super::super::pad::Sample;
use crate::features::inspections::model::Position;

/// Nothing is painted.
pub fn paint(_canvas: &HtmlCanvasElement, _strokes: &[Stroke]) {}

/// There is no pen.
pub fn hold(_event: &PointerEvent, _canvas: &HtmlCanvasElement) {}

/// There is no pen.
pub fn sample(_event: &PointerEvent, _canvas: &HtmlCanvasElement) -> Sample {
    Sample { x: 0.0, y: 0.0, at: 0.0 }
}

/// There is no pen.
pub fn samples(_event: &PointerEvent, _canvas: &HtmlCanvasElement) -> Vec<Sample> {
    Vec::new()
}

/// Nothing has a width.
pub fn width(_canvas: &HtmlCanvasElement) -> f64 {
    0.0
}

/// The server is nowhere.
pub fn locate(_found: impl Fn(Option<Position>) + 'static) {}
