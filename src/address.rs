//! The network address of the sender of a request, as far as it is known.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use norven_words::Locale;

/// How an address that is not known is kept and recorded.
const UNKNOWN: &str = "unknown";

/// The address of the person's machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// This one.
    Known(IpAddr),
    /// The proxy in front does not say in a way that can be read.
    Unknown,
}

impl From<IpAddr> for Address {
    fn from(ip: IpAddr) -> Self {
        Self::Known(ip.to_canonical())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(ip) => ip.fmt(f),
            Self::Unknown => f.write_str(UNKNOWN),
        }
    }
}

impl Address {
    /// Reads what a proxy writes: an address, some write the port behind it, and brackets around IPv6.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text.trim_ascii()).ok()?;
        let bare = || text.parse::<IpAddr>().ok();
        let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
        let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
        bare().or_else(with_port).or_else(in_brackets).map(Self::from)
    }

    /// The address as people read it.
    #[must_use]
    pub fn in_words(self, locale: Locale) -> String {
        in_words(&self.to_string(), locale)
    }
}

/// An address as it was kept, as people read it.
#[must_use]
pub fn in_words(kept: &str, locale: Locale) -> String {
    if kept == UNKNOWN { locale.words().common.address_unknown.to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_port_and_brackets_as_proxies_write_it() {
        for (text, address) in [
            ("198.51.100.7", "198.51.100.7"),
            (" 198.51.100.7\t", "198.51.100.7"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("[::ffff:198.51.100.7]:80", "198.51.100.7"),
        ] {
            assert_eq!(Address::read(text.as_bytes()).map(|address| address.to_string()).as_deref(), Some(address));
        }
        for text in [
            "",
            "unknown",
            "_hidden",
            "1.2.3.4.5",
            "[::1",
            "[198.51.100.7]",
            "198.51.100.7:",
            "\"198.51.100.7\"",
            "198.51.100.7:99999",
        ] {
            assert_eq!(Address::read(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(Address::read(b"198.51.100.7\xff"), None);
    }

    #[test]
    fn an_address_that_is_not_known_is_told_in_words() {
        assert_eq!(Address::Unknown.to_string(), "unknown");
        assert_eq!(Address::Unknown.in_words(Locale::Es), "dirección desconocida");
        assert_eq!(in_words("198.51.100.7", Locale::Es), "198.51.100.7");
    }
}
