//! The sample report and its tampered copy: anyone can see green and red before trusting either.

use crate::{demo, error::AppError, platform::fault::Fault, server::state::App};

/// The sample report that this deployment issued.
///
/// # Errors
/// [`AppError::NotFound`] until it is made.
pub async fn genuine(app: &App) -> Result<Vec<u8>, Fault> {
    demo::sample_report(app).await?.ok_or_else(|| AppError::NotFound.into())
}

/// The sample report with one byte changed. It still opens and looks the same: the last digit of its
/// time of creation, in its information dictionary, is another.
///
/// # Errors
/// [`AppError::NotFound`] until it is made.
pub async fn tampered(app: &App) -> Result<Vec<u8>, Fault> {
    let mut bytes = genuine(app).await?;
    let at = last_digit_of_creation(&bytes).ok_or_else(|| Fault::internal("the sample has no time of creation"))?;
    bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
    Ok(bytes)
}

/// Where the seconds of `/CreationDate<443a3230…>` end: the press writes dates as hexadecimal strings
/// (ISO 32000-2, 7.3.4.3), two digits for each of the sixteen characters of `D:20261122105312`.
fn last_digit_of_creation(pdf: &[u8]) -> Option<usize> {
    let mark = b"/CreationDate";
    let date = pdf.windows(mark.len()).position(|window| window == mark)? + mark.len();
    let start = date + pdf[date..].iter().position(|byte| *byte == b'<')? + 1;
    let digit = start + 2 * 15 + 1;
    pdf.get(digit).is_some_and(u8::is_ascii_digit).then_some(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changed_byte_is_the_last_digit_of_the_seconds() {
        let pdf = b"<</CreationDate<443A32303236313132323130353331325A>>>";
        let at = last_digit_of_creation(pdf).expect("there is a date");
        assert_eq!((pdf[at - 1], pdf[at]), (b'3', b'2'));
        assert_eq!(last_digit_of_creation(b"no date"), None);
    }
}
