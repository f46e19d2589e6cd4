//! A device as its owner would name it, from what its browser says of itself.

use std::net::IpAddr;

use norven_proof::digest::Digest;

use crate::{address::Address, server::origin::Origin};

/// What stands in a user agent, and the browser that it means. Many name others beside themselves: the first that
/// fits counts.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What stands in a user agent, and the system that it means.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// `Chrome · Android`, in every language; nothing where neither is known.
#[must_use]
pub fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    [named(&BROWSERS), named(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// By what a device is recognised at the next sign-in: its name and its network, the first 24 bits of an IPv4
/// address or 48 of an IPv6 address, which stay when the address changes.
#[must_use]
pub fn recognised_by(origin: &Origin) -> Digest {
    Digest::of([device(&origin.user_agent).as_bytes(), b"\0", &network(origin)].concat())
}

/// By what a network is known, whatever device is in it.
#[must_use]
pub fn network_of(origin: &Origin) -> Digest {
    Digest::of([b"network\0", &*network(origin)].concat())
}

fn network(origin: &Origin) -> Vec<u8> {
    match origin.ip {
        Address::Known(IpAddr::V4(ip)) => ip.octets()[..3].to_vec(),
        Address::Known(IpAddr::V6(ip)) => ip.octets()[..6].to_vec(),
        Address::Unknown => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RequestId;

    const PIXEL: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";

    #[test]
    fn a_device_has_the_name_that_its_owner_would_give_it() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.0.0 Mobile/15E148 Safari/604.1";
        let names = [PIXEL, mac, edge, iphone, "curl/8.5.0", ""].map(device);
        assert_eq!(names, ["Chrome · Android", "Safari · macOS", "Edge · Windows", "Chrome · iPhone", "", ""]);
    }

    #[test]
    fn a_device_is_recognised_in_its_network_and_not_in_another() {
        let from = |ip: &str| {
            let origin = Origin::command_line(RequestId(uuid::Uuid::nil()));
            recognised_by(&Origin {
                ip: Address::read(ip.as_bytes()).expect("an address"),
                user_agent: PIXEL.to_owned(),
                ..origin
            })
        };
        assert_eq!(from("192.0.2.7"), from("192.0.2.99"));
        assert_eq!(from("::ffff:192.0.2.7"), from("192.0.2.7"));
        assert_ne!(from("192.0.2.7"), from("192.0.3.7"));
        assert_eq!(from("2001:db8:1::5"), from("2001:db8:1:2::6"));
        assert_ne!(from("2001:db8:1::5"), from("2001:db8:2::5"));
    }
}
