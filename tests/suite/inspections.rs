//! Inspections: filling, finishing, and what two devices do to one answer.

mod commands;
mod devices;
mod finishing;
mod model;
