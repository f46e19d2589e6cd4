//! Where the site's files come from.

#[cfg(not(feature = "embed"))]
mod directory;
#[cfg(feature = "embed")]
mod embedded;

#[cfg(not(feature = "embed"))]
pub use directory::{edition, find};
#[cfg(feature = "embed")]
pub use embedded::{edition, find};

/// A digest as an address has it: 64 bits tell editions apart.
fn short(digest: norven_proof::digest::Digest) -> String {
    digest.to_string().chars().take(16).collect()
}

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
