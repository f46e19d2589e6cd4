//! Pages: templates in use, the library, the editor.

mod editor;
mod library;
mod start;
mod templates;

pub use editor::EditorPage;
pub use library::LibraryPage;
pub use templates::{TemplatesPage, state_words};
