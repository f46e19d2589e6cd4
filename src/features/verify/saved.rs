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

/// The digests of the verifier as one file.
#[server(input = Json, output = Json)]
pub async fn load_saved() -> Result<SavedVerifier, AppError> {
    use super::single_file;
    use crate::server::call;
    call::answer(async {
        let made = single_file::make(&call::app(), call::origin().locale).await?;
        Ok(SavedVerifier { file: Digest::of(&made.html), module: made.module })
    })
    .await
}
