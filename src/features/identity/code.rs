//! The codes of mails: how they are made, written and read.

use unicode_normalization::UnicodeNormalization;

use crate::platform::rng::Rng;

/// Letters and digits of a code: none that look alike when read aloud or typed with gloves.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Digits of a code: 40 bits, of which five can be tried.
const LENGTH: usize = 8;

/// A new code.
pub fn new(rng: &dyn Rng) -> String {
    rng.bytes::<LENGTH>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// A code as mails write it.
pub fn spaced(code: &str) -> String {
    let (first, second) = code.split_at(LENGTH / 2);
    format!("{first} {second}")
}

/// A code as people type it: in small letters or the full-width ones of some keyboards, with blanks, dashes and whatever
/// else came along when it was copied.
pub fn read(typed: &str) -> String {
    typed.nfkc().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::rng::SeededRng;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in [
            "K7QX 2M9P",
            "k7qx2m9p",
            "K7QX-2M9P",
            "\u{a0}K7QX\u{a0}2M9P\u{a0}",
            "K7QX\u{202f}2M9P\n",
            "Ｋ７ＱＸ　２Ｍ９Ｐ",
            "ｋ７ｑｘ２ｍ９ｐ",
            "\u{200b}K7QX\u{feff} 2M9P",
            "“K7QX 2M9P”.",
            "K 7 Q X 2 M 9 P",
        ] {
            assert_eq!(read(typed), "K7QX2M9P", "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn every_code_reads_back_whatever_is_between_its_letters(
            seed: u64, between in prop::collection::vec("[ \u{a0}\u{2007}\u{202f}\u{3000}\u{200b}\t\r\n.,;–—-]{0,3}", LENGTH), wide: bool, small: bool,
        ) {
            let code = new(&SeededRng::new(seed));
            let letter = |c: char| {
                let c = if small { c.to_ascii_lowercase() } else { c };
                if wide { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c }
            };
            let typed: String = code.chars().zip(&between).map(|(c, between)| format!("{between}{}", letter(c))).collect();
            prop_assert_eq!(read(&typed), code);
        }
    }
}
