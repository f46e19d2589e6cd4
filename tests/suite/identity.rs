//! Signing in, sessions, and what stands before every route.

mod addresses;
mod bad_input;
mod boundary;
mod outbox;
mod passkeys;
mod proof;
mod providers;
mod registration;
mod sessions;
mod sign_in;
mod teller;
mod webhook_order;
mod webhooks;
