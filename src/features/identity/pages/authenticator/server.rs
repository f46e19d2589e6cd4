//! On the server nobody has a passkey at hand.

use crate::{
    error::{AppError, PasskeyProblem},
    features::identity::model::Ceremony,
};

/// Known in the browser only.
pub fn is_supported() -> bool {
    false
}

/// Done in the browser only.
pub async fn make(_asked: &Ceremony) -> Result<String, AppError> {
    Err(AppError::Passkey { problem: PasskeyProblem::Unsupported })
}

/// Done in the browser only.
pub async fn answer(_asked: &Ceremony) -> Result<String, AppError> {
    Err(AppError::Passkey { problem: PasskeyProblem::Unsupported })
}
