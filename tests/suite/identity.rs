//! Signing in, sessions, and what stands before every route.

mod bad_input;
mod boundary;
mod outbox;
mod sessions;
mod sign_in;
