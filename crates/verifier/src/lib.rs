//! The browser module of the public verify page.
