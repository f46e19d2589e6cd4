//! Inspections: filling, finishing, and what two devices do to one answer.

mod action_list;
mod annotations;
mod commands;
mod devices;
mod finishing;
mod model;
mod signing;
mod whose;
