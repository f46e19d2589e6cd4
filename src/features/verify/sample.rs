//! Sample.
use crate::{error::AppError, platform::fault::Fault, server::state::App};
/// Genuine.
pub async fn genuine(_: &App) -> Result<Vec<u8>, Fault> {
    Err(AppError::NotFound.into())
}
/// Tampered.
pub async fn tampered(_: &App) -> Result<Vec<u8>, Fault> {
    Err(AppError::NotFound.into())
}
