//! Which addresses are on the public internet: what somebody else names must not lead into the operator's own network.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

/// An address that is not on the public internet.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} is not an https address on the public internet")]
pub struct NotPublic(String);

/// Checks an address as it is written. What its name resolves to is for [`OnlyPublic`], whom a client does not ask
/// about an address in numbers.
pub(super) fn check(url: &Url) -> Result<(), NotPublic> {
    let host = url.host_str().unwrap_or_default();
    let numbers = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_public = url.scheme() == "https" && numbers.map_or(!host.is_empty(), is_public);
    if is_public { Ok(()) } else { Err(NotPublic(url.origin().ascii_serialization())) }
}

/// Checks that an address is one of the web at all.
pub(super) fn check_web(url: &Url) -> Result<(), NotPublic> {
    if matches!(url.scheme(), "http" | "https") { Ok(()) } else { Err(NotPublic(url.to_string())) }
}

/// Resolves a name only where every address it has is public.
pub(super) struct OnlyPublic(pub Arc<dyn Resolve>);

impl Resolve for OnlyPublic {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let resolving = self.0.resolve(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = resolving.await?.collect();
            if !found.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic(host).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Resolves names as the operating system does.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The client puts the port in.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet: no other in the registries of special-purpose addresses (RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 198 && matches!(b, 18 | 19))
        || matches!([a, b, c], [192, 0, 0 | 2] | [192, 88, 99] | [198, 51, 100] | [203, 0, 113]))
}

/// Only what is assigned to networks (2000::/3), without what leads back to version 4 or is for documents.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    (0x2000..0x4000).contains(&a) && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_into_ones_own_network_is_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
        for text in ["1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"]
        {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn an_address_that_is_written_in_numbers_or_without_tls_is_checked_too() {
        for (text, right) in [
            ("https://login.example.com/.well-known", true),
            ("https://8.8.8.8/", true),
            ("http://login.example.com/", false),
            ("https://127.0.0.1/", false),
            ("https://2130706433/", false),
            ("https://0x7f.1/", false),
            ("https://[::1]/", false),
            ("https://[::ffff:10.0.0.1]/", false),
        ] {
            assert_eq!(check(&Url::parse(text).expect("an address")).is_ok(), right, "{text}");
        }
    }
}
