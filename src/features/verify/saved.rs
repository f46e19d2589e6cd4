//! The digests of the verifier that people keep as one file.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use norven_proof::digest::Digest;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What identifies the one file, in the reader's language and as it is today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedVerifier {
    /// The SHA-256 of the file.
    pub file: Digest,
    /// The SHA-256 of the program in it: the same in every language, and for whoever builds it.
    pub module: Digest,
}

/// The digests of the verifier as one file; nothing where the site's files are not there.
#[server(input = Json, output = Json)]
pub async fn load_saved() -> Result<Option<SavedVerifier>, AppError> {
    use super::single_file;
    use crate::{platform::fault::Fault, server::call};
    call::answer(async {
        match single_file::make(&call::app(), call::origin().locale).await {
            Ok(made) => Ok(Some(SavedVerifier { file: Digest::of(&made.html), module: made.module })),
            Err(Fault::App(AppError::NotFound)) => Ok(None),
            Err(fault) => Err(fault),
        }
    })
    .await
}
