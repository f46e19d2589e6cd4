//! Time stamps against those of OpenSSL: `openssl ts -reply` answered the request that
//! [`timestamp::request`] writes, once with a key on P-256 and once with an RSA key of 2,048 bits.
//! `tests/fixtures/tsa` holds the answers and the roots; between each authority and its root stands
//! another certificate.

use norven_proof::certificate::Certificate;
use norven_proof::timestamp::{self, TimeStampError};

const MESSAGE: &[u8] = b"the signature of a seal";
const NONCE: [u8; 8] = *b"Norven!\x01";

struct Foreign {
    root: Certificate,
    response: &'static [u8],
    name: &'static str,
}

fn foreign() -> [Foreign; 2] {
    let root = |pem| Certificate::from_pem(pem).expect("a certificate");
    [
        Foreign {
            root: root(include_str!("fixtures/tsa/ec-root.pem")),
            response: include_bytes!("fixtures/tsa/ec-response.tsr"),
            name: "Clockwork ec TSA",
        },
        Foreign {
            root: root(include_str!("fixtures/tsa/rsa-root.pem")),
            response: include_bytes!("fixtures/tsa/rsa-response.tsr"),
            name: "Clockwork rsa TSA",
        },
    ]
}

impl Foreign {
    fn accept(&self, message: &[u8], nonce: [u8; 8]) -> Result<Vec<u8>, TimeStampError> {
        timestamp::accept(self.response, message, nonce, std::slice::from_ref(&self.root))
    }

    fn verify(&self, token: &[u8]) -> Result<timestamp::TimeStamp, TimeStampError> {
        timestamp::verify(token, MESSAGE, std::slice::from_ref(&self.root))
    }

    fn token(&self) -> Vec<u8> {
        self.accept(MESSAGE, NONCE).expect("a time stamp")
    }
}

#[test]
fn the_request_is_the_one_that_was_answered() {
    // As `openssl ts -query -in request.tsq -text` reads it: SHA-256, nonce 0x4E6F7276656E2101,
    // certificate required.
    let request = timestamp::request(MESSAGE, NONCE).expect("a request");
    let hex: String = request.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = concat!(
        "3041020101302f300b06096086480165030402010420",
        "4767eec5197ca7d0f664318aa9bd0991b30c7c476198c73eee6efac3b07f4a89",
        "02084e6f7276656e21010101ff"
    );
    assert_eq!(hex, expected);
}

#[test]
fn the_time_stamps_of_others_are_accepted_and_verified() {
    for foreign in foreign() {
        let stamp = foreign.verify(&foreign.token()).expect("a time stamp");
        assert_eq!(stamp.authority.subject.common_name, foreign.name);
        assert!(stamp.at.0.starts_with("2026-11-23T04:"), "{}", stamp.at.0);
        assert_eq!(stamp.accuracy_micros, Some(1_500_000));
        assert_eq!(stamp.policy, "1.3.6.1.4.1.99999.8.1");
    }
}

#[test]
fn what_nobody_signed_is_left_out() {
    for foreign in foreign() {
        let root = foreign.root.as_der();
        let holds = |bytes: &[u8]| bytes.windows(root.len()).any(|window| window == root);
        assert!(holds(foreign.response));
        assert!(!holds(&foreign.token()));
    }
}

#[test]
fn an_answer_to_another_request_is_refused() {
    for foreign in foreign() {
        assert_eq!(foreign.accept(MESSAGE, *b"Norven!\x02"), Err(TimeStampError::Nonce));
        let error = foreign.accept(b"another signature", NONCE);
        assert!(matches!(error, Err(TimeStampError::Imprint { .. })), "{error:?}");
    }
}

#[test]
fn an_authority_that_no_root_vouches_for_is_refused() {
    let [ec, rsa] = foreign();
    for (token, root) in [(ec.token(), rsa.root.clone()), (rsa.token(), ec.root)] {
        let error = timestamp::verify(&token, MESSAGE, &[root]);
        assert!(matches!(error, Err(TimeStampError::Path(_))), "{error:?}");
        assert!(timestamp::verify(&token, MESSAGE, &[]).is_err());
    }
}

#[test]
fn a_refusal_says_why() {
    // PKIStatusInfo: rejection, "try later".
    let response = b"\x30\x12\x30\x10\x02\x01\x02\x30\x0b\x0c\x09try later";
    let error = TimeStampError::Refused { status: 2, text: "try later".into() };
    assert_eq!(timestamp::accept(response, MESSAGE, NONCE, &[]), Err(error));
}

#[test]
fn every_byte_of_a_token_counts() {
    for foreign in foreign() {
        let token = foreign.token();
        for at in 0..token.len() {
            for bit in [0x01, 0x80] {
                let mut changed = token.clone();
                changed[at] ^= bit;
                assert!(foreign.verify(&changed).is_err(), "byte {at} of {}", foreign.name);
            }
            assert!(foreign.verify(&token[..at]).is_err());
        }
        assert!(foreign.verify(&[token.as_slice(), b"\0"].concat()).is_err());
    }
}
