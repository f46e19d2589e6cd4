//! The design system: knows no feature.

pub mod bar;
pub mod copy;
pub mod dialog;
pub mod env;
pub mod form;
pub mod icon;
pub mod keys;
pub mod landing;
pub mod layout;
pub mod listing;
pub mod missing;
pub mod names;
pub mod page;
pub mod pointers;
pub mod problem;
pub mod problem_code;
pub mod proof;
pub mod routes;
pub mod scripts;
pub mod table;
pub mod theme;
pub mod work;
