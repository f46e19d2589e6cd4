//! Where the site's files come from.

#[cfg(not(feature = "embed"))]
mod directory;
#[cfg(feature = "embed")]
mod embedded;

#[cfg(not(feature = "embed"))]
pub use directory::find;
#[cfg(feature = "embed")]
pub use embedded::find;

/// A file of the site.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes.
    pub bytes: axum::body::Bytes,
    /// Names its content.
    pub tag: String,
    /// How it is compressed, if it is.
    pub encoding: Option<&'static str>,
}
