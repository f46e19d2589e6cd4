//! Room for bodies: how many bytes may be on their way at once, in all, from one network and from one account.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::tries::Tries;
use crate::{
    ids::UserId,
    server::limits::{Network, WIDE},
};

/// What the smallest body counts for: its request costs something too.
const LEAST: usize = 16 * 1024;
const MIB: usize = 1024 * 1024;
/// The largest photo fits into the part of anybody who is signed in.
const PHOTO: usize = 26 * MIB;
/// Most that one account has on its way: two of the largest photos, and a batch of commands beside them.
const ACCOUNT: usize = 52 * MIB;

/// The rooms. Strangers have one of their own, so that they take none away from who is signed in.
pub struct Rooms {
    /// For who is not known to be signed in.
    pub strangers: Room,
    /// For who is signed in.
    pub members: Room,
    /// The photos whose bytes are on their way.
    pub photos: Tries,
}

impl Rooms {
    /// Rooms of which that of members holds this many mebibytes.
    #[must_use]
    pub fn of(members_mib: usize) -> Self {
        let members = members_mib.saturating_mul(MIB);
        let network = (members / 4).max(PHOTO);
        Self {
            strangers: Room::of(64 * MIB, MIB, MIB),
            members: Room::of(members, network, network.min(ACCOUNT)),
            photos: Tries::default(),
        }
    }
}

/// Room for this many bytes.
pub struct Room {
    most: usize,
    most_of_network: usize,
    most_of_wider: usize,
    most_of_account: usize,
    held: Arc<Mutex<Counts>>,
}

#[derive(Default)]
struct Counts {
    all: usize,
    of_each: HashMap<Holder, usize>,
}

/// One of those who have a part of a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Network(Network),
    Account(UserId),
}

/// A part of a room, given back when this is dropped.
pub struct Held {
    holders: [Option<Holder>; 3],
    bytes: usize,
    held: Arc<Mutex<Counts>>,
}

impl Room {
    /// Room for this many bytes, of which one network and one account have a part each. A wider network has [`WIDE`] parts
    /// of a network, but half of the room at most: the other half is left to others.
    #[must_use]
    pub fn of(most: usize, most_of_network: usize, most_of_account: usize) -> Self {
        let most_of_wider = most_of_network.saturating_mul(WIDE as usize).min(most / 2).max(most_of_network);
        Self { most, most_of_network, most_of_wider, most_of_account, held: Arc::default() }
    }

    /// Takes room, where there is some in all, for the network, for the wider one that it is a part of, and for the
    /// account where it is known.
    #[must_use]
    pub fn take(&self, network: Network, account: Option<UserId>, bytes: usize) -> Option<Held> {
        let bytes = bytes.max(LEAST);
        let parts = [
            Some((Holder::Network(network), self.most_of_network)),
            network.wider().map(|wider| (Holder::Network(wider), self.most_of_wider)),
            account.map(|account| (Holder::Account(account), self.most_of_account)),
        ];
        let mut counts = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_each = &counts.of_each;
        let fits = parts.iter().flatten().all(|(holder, most)| {
            let has = of_each.get(holder).copied().unwrap_or_default();
            has + bytes <= *most
        });
        if counts.all + bytes > self.most || !fits {
            return None;
        }
        counts.all += bytes;
        let holders = parts.map(|part| part.map(|(holder, _)| holder));
        for holder in holders.iter().flatten() {
            *counts.of_each.entry(*holder).or_default() += bytes;
        }
        Some(Held { holders, bytes, held: Arc::clone(&self.held) })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all -= self.bytes;
        for holder in self.holders.iter().flatten() {
            let left = counts.of_each.get(holder).copied().unwrap_or_default().saturating_sub(self.bytes);
            if left == 0 {
                counts.of_each.remove(holder);
            } else {
                counts.of_each.insert(*holder, left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::address::Address;

    /// The network of an address.
    fn of(address: &str) -> Network {
        Network::of(Address::read(address.as_bytes()).expect("an address"))
    }

    fn account(number: u128) -> Option<UserId> {
        Some(UserId(Uuid::from_u128(number)))
    }

    /// Nobody has anything on its way.
    fn is_empty(room: &Room) -> bool {
        let counts = room.held.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all == 0 && counts.of_each.is_empty()
    }

    #[test]
    fn one_network_takes_its_part_and_leaves_the_rest_and_gives_back_what_it_took() {
        let room = Room::of(100 * LEAST, 60 * LEAST, 60 * LEAST);
        let (one, other) = (of("198.51.100.7"), of("198.51.100.8"));
        let first = room.take(one, None, 40 * LEAST).expect("room");
        assert!(room.take(one, None, 21 * LEAST).is_none(), "its part is taken");
        let second = room.take(other, None, 60 * LEAST).expect("the rest is left");
        assert!(room.take(other, None, 1).is_none() && room.take(one, None, 1).is_none(), "and now there is none");
        drop(first);
        assert!(room.take(one, None, 40 * LEAST).is_some());
        drop(second);
        assert!(is_empty(&room), "who has nothing on its way is forgotten");
    }

    #[test]
    fn the_networks_of_one_wider_network_leave_half_of_the_room_to_others() {
        let small = Room::of(40 * LEAST, 10 * LEAST, LEAST);
        for (room, part) in [(Rooms::of(256).members, 64 * MIB), (small, 10 * LEAST)] {
            let within = |subnet: u32| room.take(of(&format!("2001:db8:1:{subnet:x}::1")), None, part);
            let held: Vec<Held> = (0..100).map_while(within).collect();
            assert_eq!(held.len(), 2);
            assert!(within(999).is_none());
            let beside = room.take(of("2001:db8:2:1::1"), None, part);
            assert!(beside.is_some(), "the next wider network has its own");
            drop((held, beside));
            assert!(is_empty(&room));
        }
        let strangers = Rooms::of(256).strangers;
        let held: Vec<Held> =
            (0..100).map_while(|subnet| strangers.take(of(&format!("2001:db8:1:{subnet:x}::1")), None, MIB)).collect();
        assert_eq!(held.len(), 8, "which is less than half here");
    }

    #[test]
    fn one_account_has_one_part_on_all_networks_together() {
        let room = Rooms::of(256).members;
        let from = |host: u32, who| room.take(of(&format!("198.51.100.{host}")), account(who), 25 * MIB);
        let held: Vec<Held> = (0..100).map_while(|host| from(host, 1)).collect();
        assert_eq!(held.len(), 2);
        assert!(from(200, 1).is_none(), "on another network neither");
        let colleague = from(0, 2);
        assert!(colleague.is_some(), "somebody else on the same network sends");
        drop((held, colleague));
        assert!(is_empty(&room));
    }

    #[test]
    fn two_of_the_largest_photos_and_a_batch_of_commands_of_one_phone_fit() {
        let room = Rooms::of(256).members;
        let held: Vec<Held> = [25 * MIB, 25 * MIB, 2 * MIB]
            .into_iter()
            .map_while(|bytes| room.take(of("2001:db8:1:2::1"), account(1), bytes))
            .collect();
        assert_eq!(held.len(), 3);
        assert!(room.take(of("2001:db8:1:2::1"), account(1), 1).is_none());
    }

    #[test]
    fn what_is_refused_takes_nothing_from_anybody() {
        let room = Room::of(100 * LEAST, 60 * LEAST, 10 * LEAST);
        assert!(room.take(of("2001:db8:1:2::1"), account(1), 11 * LEAST).is_none());
        assert!(is_empty(&room));
    }

    #[test]
    fn what_was_held_is_given_back_after_a_panic_too() {
        fn fails(_held: Held) {
            panic!("a mistake while a body comes");
        }
        let room = Rooms::of(26).members;
        let held = room.take(of("2001:db8:1:2::1"), account(1), 25 * MIB).expect("room");
        assert!(std::thread::spawn(move || fails(held)).join().is_err());
        assert!(is_empty(&room));
    }

    #[test]
    fn the_smallest_body_counts_for_something() {
        let room = Room::of(100 * LEAST, 2 * LEAST, 2 * LEAST);
        let held: Vec<Held> = (0..3).filter_map(|_| room.take(Network::Unknown, None, 1)).collect();
        assert_eq!(held.len(), 2);
    }

    #[test]
    fn the_largest_photo_fits_into_the_smallest_room_that_can_be_set() {
        let rooms = Rooms::of(26);
        assert!(rooms.members.take(of("2001:db8:1:2::1"), account(1), 25 * MIB).is_some());
    }
}
