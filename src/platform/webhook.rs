//! Messages that another service signs (Standard Webhooks 1.0.0, which Svix sends): whether one is what was signed, and
//! from about now.

use std::fmt;

use axum::http::HeaderMap;
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::time::Timestamp;

/// A message is believed for so long, before and after: clocks differ, and it travels.
pub const TOLERANCE_SECONDS: i64 = 5 * 60;
/// Fewest and most bytes of a secret.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// Most characters of a message's id.
const MAX_ID: usize = 255;
/// What the headers' names begin with: the standard's own, and Svix's older one.
const PREFIXES: [&str; 2] = ["webhook", "svix"];

/// What a text is that should be a secret.
#[derive(Debug, thiserror::Error)]
#[error("a webhook's secret is whsec_ and 24 to 64 bytes in base64, as the provider shows it")]
pub struct SecretError;

/// Why a message is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// It does not say what was signed when.
    #[error("The request lacks the headers webhook-id, webhook-timestamp and webhook-signature.")]
    Headers,
    /// No signature is of this secret over this message.
    #[error("No signature fits: the secret here is another, or the message was changed on its way.")]
    Signature,
    /// It is signed, and too old or of the future.
    #[error("The message is not from the last five minutes.")]
    Time,
}

/// What a service and this server share.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The headers of a message.
struct Said<'a> {
    id: &'a str,
    timestamp: &'a str,
    signatures: &'a str,
}

impl<'a> Said<'a> {
    fn read(headers: &'a HeaderMap) -> Option<Self> {
        PREFIXES.into_iter().find_map(|prefix| {
            let text = |name: &str| headers.get(format!("{prefix}-{name}"))?.to_str().ok();
            let (id, timestamp, signatures) = (text("id")?, text("timestamp")?, text("signature")?);
            (1..=MAX_ID).contains(&id.len()).then_some(Self { id, timestamp, signatures })
        })
    }

    /// The instant in seconds since 1970; only digits, as it is signed.
    fn seconds(&self) -> Option<i64> {
        self.timestamp.bytes().all(|byte| byte.is_ascii_digit()).then(|| self.timestamp.parse().ok())?
    }
}

impl Secret {
    /// Reads a secret as providers show it.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.trim().strip_prefix("whsec_").ok_or(SecretError)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| SecretError)?;
        if SECRET_BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SecretError) }
    }

    /// Checks a message, exactly the bytes that came, and gives its id and when it was sent.
    ///
    /// # Errors
    /// [`Unverified`] says why it is not to be believed.
    pub fn verify<'a>(
        &self,
        headers: &'a HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(&'a str, Timestamp), Unverified> {
        let said = Said::read(headers).ok_or(Unverified::Headers)?;
        let seconds = said.seconds().ok_or(Unverified::Headers)?;
        let expected = self.sign(said.id, said.timestamp, body);
        if !signatures(said.signatures).any(|signature| expected.ct_eq(&signature).into()) {
            return Err(Unverified::Signature);
        }
        if (now.0.div_euclid(1_000_000)).abs_diff(seconds) > TOLERANCE_SECONDS.unsigned_abs() {
            return Err(Unverified::Time);
        }
        Ok((said.id, Timestamp(seconds * 1_000_000)))
    }

    /// The signature of a message.
    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac.finalize().into_bytes().to_vec()
    }
}

/// The signatures of a header, `v1,BASE64 v1,BASE64`: while a secret is replaced, one for each. Those of other versions
/// are not ours to read.
fn signatures(header: &str) -> impl Iterator<Item = Vec<u8>> {
    header.split(' ').filter_map(|one| BASE64_STANDARD.decode(one.strip_prefix("v1,")?).ok())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    // Computed by the library that Svix publishes for Node.js.
    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const ID: &str = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
    const BODY: &[u8] = br#"{"email":"test@example.com","username":"test_user"}"#;
    const SIGNATURE: &str = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
    const AT: Timestamp = Timestamp(1_649_367_553_000_000);

    fn headers(prefix: &str, id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        [("id", id), ("timestamp", timestamp), ("signature", signature)]
            .into_iter()
            .map(|(name, value)| {
                let name = HeaderName::try_from(format!("{prefix}-{name}")).expect("a name");
                (name, HeaderValue::from_str(value).expect("a value"))
            })
            .collect()
    }

    fn verify(headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<(), Unverified> {
        let (id, at) = Secret::parse(SECRET).expect("a secret").verify(headers, body, now)?;
        assert_eq!((id, at), (ID, AT));
        Ok(())
    }

    #[test]
    fn the_signature_computed_elsewhere_fits_under_both_names_of_the_headers() {
        for prefix in PREFIXES {
            assert_eq!(verify(&headers(prefix, ID, "1649367553", SIGNATURE), BODY, AT), Ok(()), "{prefix}");
        }
    }

    #[test]
    fn nothing_that_is_signed_can_be_changed() {
        let whole = |id: &str, timestamp: &str, signature: &str| headers("webhook", id, timestamp, signature);
        for (said, body) in [
            (whole(ID, "1649367553", SIGNATURE), &BODY[1..]),
            (whole("msg_2", "1649367553", SIGNATURE), BODY),
            (whole(ID, "1649367554", SIGNATURE), BODY),
            (whole(ID, "1649367553", &SIGNATURE.replace("tZ", "tY")), BODY),
            (whole(ID, "1649367553", &SIGNATURE.replace("v1", "v2")), BODY),
            (whole(ID, "1649367553", &SIGNATURE.replace("v1,", "")), BODY),
            (whole(ID, "1649367553", "v1,"), BODY),
            (whole(ID, "1649367553", ""), BODY),
        ] {
            assert_eq!(verify(&said, body, AT), Err(Unverified::Signature), "{said:?}");
        }
        let other = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let said = whole(ID, "1649367553", SIGNATURE);
        assert_eq!(other.verify(&said, BODY, AT), Err(Unverified::Signature));
    }

    #[test]
    fn one_signature_of_several_has_to_fit() {
        for several in
            [format!("v1,AAAA {SIGNATURE}"), format!("v1a,AAAA {SIGNATURE} v1,AAAA"), format!("x  {SIGNATURE}")]
        {
            assert_eq!(verify(&headers("svix", ID, "1649367553", &several), BODY, AT), Ok(()), "{several}");
        }
    }

    #[test]
    fn a_message_is_of_the_last_five_minutes_or_of_a_clock_that_runs_ahead_as_much() {
        let said = headers("svix", ID, "1649367553", SIGNATURE);
        for (seconds, expected) in
            [(300, Ok(())), (-300, Ok(())), (301, Err(Unverified::Time)), (-301, Err(Unverified::Time))]
        {
            assert_eq!(verify(&said, BODY, AT.plus_seconds(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_message_without_id_instant_and_signature_is_none() {
        let complete = || headers("svix", ID, "1649367553", SIGNATURE);
        for name in ["svix-id", "svix-timestamp", "svix-signature"] {
            let mut lacking = complete();
            lacking.remove(name);
            assert_eq!(verify(&lacking, BODY, AT), Err(Unverified::Headers), "{name}");
        }
        for timestamp in ["", "soon", "+1649367553", "-1", "1649367553.0", "99999999999999999999"] {
            let said = headers("svix", ID, timestamp, SIGNATURE);
            assert_eq!(verify(&said, BODY, AT), Err(Unverified::Headers), "{timestamp}");
        }
        assert_eq!(verify(&headers("svix", "", "1649367553", SIGNATURE), BODY, AT), Err(Unverified::Headers));
        assert_eq!(
            verify(&headers("svix", &"x".repeat(256), "1649367553", SIGNATURE), BODY, AT),
            Err(Unverified::Headers)
        );
    }

    #[test]
    fn a_secret_is_read_as_providers_show_it_and_told_to_nobody() {
        for text in [
            "",
            "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_!",
            &format!("whsec_{}", "A".repeat(88)),
        ] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", Secret::parse(SECRET).expect("a secret")), "Secret");
    }
}
