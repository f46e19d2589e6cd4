//! Who reads the pages: loaded once by the frame, shared by every page in it.

use leptos::prelude::*;

use crate::{
    error::AppError,
    features::orgs::{api::load_viewer, model::Viewer},
};

/// The reader, being loaded or loaded.
pub type ViewerResource = Resource<Result<Viewer, AppError>>;

/// Loads the reader and makes them known to every page in the frame.
#[must_use]
pub fn provide_viewer() -> ViewerResource {
    let viewer: ViewerResource = Resource::new_blocking(|| (), |()| load_viewer());
    provide_context(viewer);
    viewer
}

/// The reader, as the frame loads them.
#[must_use]
pub fn use_viewer() -> ViewerResource {
    expect_context::<ViewerResource>()
}
