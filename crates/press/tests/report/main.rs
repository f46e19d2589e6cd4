//! The report as others read it: poppler, qpdf, a QR reader and lopdf.

mod document;
mod evidence;
mod guidance;
mod long;
mod refusals;
mod samples;
mod scripts;
mod seal;
mod support;
mod tools;
mod words;
