//! The report as others read it: poppler, qpdf, a QR reader and lopdf.

mod document;
mod evidence;
mod faces;
mod guidance;
mod large;
mod long;
mod refusals;
mod samples;
mod scripts;
mod seal;
#[path = "../../examples/standard/sealing.rs"]
mod sealing;
mod support;
mod tools;
mod words;
