//! The sample report and its tampered copy: anyone can see green and red before trusting either.

use crate::{demo, error::AppError, platform::fault::Fault, server::state::App};

/// The sample report that this deployment issued.
///
/// # Errors
/// [`AppError::NotFound`] until it is made.
pub async fn genuine(app: &App) -> Result<Vec<u8>, Fault> {
    demo::sample_report(app).await?.ok_or_else(|| AppError::NotFound.into())
}

/// The sample report with one byte changed. It still opens and looks the same: a digit of its date of
/// creation is another.
///
/// # Errors
/// [`AppError::NotFound`] until it is made.
pub async fn tampered(app: &App) -> Result<Vec<u8>, Fault> {
    let mut bytes = genuine(app).await?;
    let mark = b"/CreationDate";
    let digit = bytes
        .windows(mark.len())
        .position(|window| window == mark)
        .and_then(|at| bytes[at..].iter().position(u8::is_ascii_digit).map(|digit| at + digit + 3))
        .ok_or_else(|| Fault::internal("the sample has no date of creation"))?;
    bytes[digit] = if bytes[digit] == b'9' { b'0' } else { bytes[digit] + 1 };
    Ok(bytes)
}
