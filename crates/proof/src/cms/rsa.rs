//! RSA with PKCS #1 v1.5 padding and SHA-256 (RFC 8017, 8.2.2), as far as verifying needs it.
//!
//! Nothing here is secret: the key, the signature and the message are public, so the time that the
//! arithmetic takes gives nothing away. There is no key to make and nothing to sign with.

use crate::digest::Digest;

/// The shortest and the longest modulus in bits.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 1_024..=8_192;
/// The largest exponent: all that are in use are far below it.
const MAX_EXPONENT: u64 = (1 << 33) - 1;

/// What stands before a SHA-256 in DigestInfo (RFC 8017, 9.2, note 1).
const DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// A number, least significant digit first, as long as the modulus.
type Number = Vec<u32>;

/// A public key.
pub(crate) struct PublicKey {
    /// The modulus.
    modulus: Number,
    /// How many bytes it has, and every signature with it.
    bytes: usize,
    exponent: u64,
    /// −1 ÷ modulus, modulo 2³².
    inverse: u32,
}

impl PublicKey {
    /// The key of a modulus and an exponent, big endian without leading zeros, if they are sound.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let bytes = modulus.len();
        let bits = (bytes * 8).checked_sub(modulus.first()?.leading_zeros() as usize)?;
        let exponent =
            (exponent.len() <= 8).then(|| exponent.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)))?;
        let modulus = number(modulus, bytes.div_ceil(4));
        let lowest = *modulus.first()?;
        let sound = MODULUS_BITS.contains(&bits)
            && lowest % 2 == 1
            && exponent % 2 == 1
            && (3..=MAX_EXPONENT).contains(&exponent);
        // Newton's iteration doubles the digits that are right: 1 of an odd number is its own inverse.
        let inverse = (0..5).fold(1_u32, |x, _| x.wrapping_mul(2_u32.wrapping_sub(lowest.wrapping_mul(x))));
        sound.then(|| Self { modulus, bytes, exponent, inverse: inverse.wrapping_neg() })
    }

    /// Whether it verifies a signature over a message with this digest.
    pub(crate) fn verifies(&self, message: &Digest, signature: &[u8]) -> bool {
        if signature.len() != self.bytes {
            return false;
        }
        let signature = number(signature, self.modulus.len());
        !at_least(&signature, &self.modulus) && self.power(&signature) == self.padded(message)
    }

    /// The digest as a signer pads it: `00 01 FF … FF 00`, DigestInfo.
    fn padded(&self, message: &Digest) -> Number {
        let info = [DIGEST_INFO.as_slice(), message.as_bytes()].concat();
        let mut bytes = vec![0xff; self.bytes.saturating_sub(info.len())];
        for (at, byte) in [(0, 0), (1, 1), (bytes.len().saturating_sub(1), 0)] {
            bytes.get_mut(at).into_iter().for_each(|place| *place = byte);
        }
        bytes.extend(info);
        number(&bytes, self.modulus.len())
    }

    /// `base` to the exponent, modulo the modulus.
    fn power(&self, base: &Number) -> Number {
        let mut one = vec![0; self.modulus.len()];
        one.first_mut().into_iter().for_each(|lowest| *lowest = 1);
        // R², where R = 2^(32 × digits): what brings a number into Montgomery's form.
        let square = (0..64 * self.modulus.len()).fold(one.clone(), |x, _| self.doubled(x));
        let base = self.product(base, &square);
        let lower = (0..self.exponent.ilog2()).rev();
        let power = lower.fold(base.clone(), |power, bit| {
            let power = self.product(&power, &power);
            if self.exponent >> bit & 1 == 1 { self.product(&power, &base) } else { power }
        });
        self.product(&power, &one)
    }

    /// `2 x`, modulo the modulus.
    fn doubled(&self, mut x: Number) -> Number {
        let mut carry = 0;
        for digit in &mut x {
            (*digit, carry) = (*digit << 1 | carry, *digit >> 31);
        }
        self.reduced(x, carry)
    }

    /// Montgomery's product, `a × b ÷ R` modulo the modulus.
    fn product(&self, a: &Number, b: &Number) -> Number {
        let mut sum = vec![0; self.modulus.len()];
        let mut high = 0;
        for &digit in b {
            let over = add_multiple(&mut sum, a, digit);
            let lowest = sum.first().copied().unwrap_or_default();
            // Makes the lowest digit zero, which is then dropped.
            let over_again = add_multiple(&mut sum, &self.modulus, lowest.wrapping_mul(self.inverse));
            sum.rotate_left(1);
            let top = u64::from(high) + u64::from(over) + u64::from(over_again);
            sum.last_mut().into_iter().for_each(|last| *last = low(top));
            high = low(top >> 32);
        }
        self.reduced(sum, high)
    }

    /// `x`, with a digit above it, less the modulus where it is not smaller.
    fn reduced(&self, mut x: Number, high: u32) -> Number {
        if high > 0 || at_least(&x, &self.modulus) {
            let mut borrow = false;
            for (digit, &less) in x.iter_mut().zip(&self.modulus) {
                let (once, under) = digit.overflowing_sub(less);
                let (twice, under_again) = once.overflowing_sub(u32::from(borrow));
                (*digit, borrow) = (twice, under || under_again);
            }
        }
        x
    }
}

/// Adds `factor × x` to `sum`, which is as long, and gives what does not fit.
fn add_multiple(sum: &mut [u32], x: &[u32], factor: u32) -> u32 {
    let mut carry = 0;
    for (digit, &of_x) in sum.iter_mut().zip(x) {
        // (2³² − 1)² + 2 (2³² − 1) = 2⁶⁴ − 1: it always fits.
        let total = u64::from(*digit) + u64::from(of_x) * u64::from(factor) + u64::from(carry);
        (*digit, carry) = (low(total), low(total >> 32));
    }
    carry
}

/// The lower half.
fn low(number: u64) -> u32 {
    let [.., a, b, c, d] = number.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn at_least(a: &[u32], b: &[u32]) -> bool {
    a.iter().rev().ge(b.iter().rev())
}

/// So many digits of a number in bytes, big endian.
fn number(bytes: &[u8], digits: usize) -> Number {
    let digit = |four: &[u8]| four.iter().fold(0, |digit, &byte| digit << 8 | u32::from(byte));
    let mut number: Number = bytes.rchunks(4).map(digit).collect();
    number.resize(digits, 0);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys and signatures of OpenSSL: modulus, exponent and signature, in hexadecimal digits.
    const FOREIGN: &str = include_str!("../../tests/fixtures/rsa/openssl.txt");
    const MESSAGE: &str = "the signature of a seal";

    fn bytes(hex: &str) -> Vec<u8> {
        let even = if hex.len() % 2 == 1 { format!("0{hex}") } else { hex.to_owned() };
        let pairs = even.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
        pairs.map(|pair| u8::from_str_radix(pair, 16).expect("a byte")).collect()
    }

    fn foreign() -> impl Iterator<Item = [Vec<u8>; 3]> {
        FOREIGN.lines().map(|line| {
            let parts: Vec<_> = line.split(' ').map(bytes).collect();
            parts.try_into().expect("three numbers")
        })
    }

    #[test]
    fn signatures_of_openssl_verify_and_others_do_not() {
        let message = Digest::of(MESSAGE);
        for [modulus, exponent, signature] in foreign() {
            let key = PublicKey::new(&modulus, &exponent).expect("a key");
            assert!(key.verifies(&message, &signature));
            assert!(!key.verifies(&Digest::of("something else"), &signature));
            for at in 0..signature.len() {
                let mut other = signature.clone();
                other[at] ^= 1;
                assert!(!key.verifies(&message, &other), "byte {at} of {}", signature.len());
            }
            assert!(!key.verifies(&message, &[&[0], signature.as_slice()].concat()));
            assert!(!key.verifies(&message, &signature[1..]));
            for none in [&modulus, &vec![0; modulus.len()], &vec![0xff; modulus.len()], &vec![]] {
                assert!(!key.verifies(&message, none));
            }
        }
    }

    #[test]
    fn a_second_name_of_a_signature_is_refused() {
        // s + n is the same number modulo n; where it fits into as many bytes it is another text.
        let fitting = foreign().filter_map(|[modulus, exponent, signature]| {
            let mut carry = 0;
            let mut sum: Vec<u8> = modulus
                .iter()
                .zip(&signature)
                .rev()
                .map(|(a, b)| {
                    let total = u16::from(*a) + u16::from(*b) + carry;
                    carry = total >> 8;
                    total.to_be_bytes()[1]
                })
                .collect();
            sum.reverse();
            (carry == 0).then(|| (PublicKey::new(&modulus, &exponent).expect("a key"), sum))
        });
        let verified: Vec<_> = fitting.map(|(key, sum)| key.verifies(&Digest::of(MESSAGE), &sum)).collect();
        assert!(!verified.is_empty() && !verified.contains(&true));
    }

    #[test]
    fn keys_that_are_unsound_or_of_another_size_are_none() {
        let [modulus, exponent, _] = foreign().next().expect("a key");
        assert!(PublicKey::new(&modulus, &exponent).is_some());
        let mut even = modulus.clone();
        *even.last_mut().expect("a byte") ^= 1;
        for (modulus, exponent) in [
            (even.as_slice(), exponent.as_slice()),
            (&modulus[1..], &exponent),
            (&[], &exponent),
            (&vec![0xff; 1_025], &exponent),
            (&modulus, &[]),
            (&modulus, &[1]),
            (&modulus, &[4]),
            (&modulus, &[2, 0, 0, 0, 1]),
            (&modulus, &[0xff; 9]),
        ] {
            assert!(PublicKey::new(modulus, exponent).is_none(), "{} {exponent:?}", modulus.len());
        }
    }
}
