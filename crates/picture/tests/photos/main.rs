//! Photos as phones, cameras and programs write them, each with what is to be seen.

mod colours;
mod kinds;
mod tools;
