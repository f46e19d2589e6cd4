//! The audit log: nobody can change it unnoticed, and what is personal in it can be erased.

mod chain;
mod checking;
mod tampering;
mod view;
