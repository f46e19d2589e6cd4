//! Attacks, by class. Each takes a genuine report; none may come out as issued.

mod content;
mod evidence;
mod forgery;
mod identity;
mod incremental;
mod seal;
mod structure;
mod transit;
mod witnesses;
mod wrapping;
