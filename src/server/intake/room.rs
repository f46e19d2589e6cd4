//! Room for bodies: how many bytes may be on their way at once, in all and from one network.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::server::limits::Network;

/// What the smallest body counts for: its request costs something too.
const LEAST: usize = 16 * 1024;
const MIB: usize = 1024 * 1024;

/// The rooms. Strangers have one of their own, so that they take none away from who is signed in.
pub struct Rooms {
    /// For who is not known to be signed in.
    pub strangers: Room,
    /// For who is signed in.
    pub members: Room,
}

impl Rooms {
    /// Rooms of which that of members holds this many mebibytes.
    #[must_use]
    pub fn of(members_mib: usize) -> Self {
        let members = members_mib.saturating_mul(MIB);
        // One photo always fits.
        Self { strangers: Room::of(64 * MIB, MIB), members: Room::of(members, (members / 4).max(26 * MIB)) }
    }
}

/// Room for this many bytes.
pub struct Room {
    most: usize,
    most_of_one: usize,
    held: Arc<Mutex<Counts>>,
}

#[derive(Default)]
struct Counts {
    all: usize,
    of_each: HashMap<Network, usize>,
}

/// A part of a room, given back when this is dropped.
pub struct Held {
    network: Network,
    bytes: usize,
    held: Arc<Mutex<Counts>>,
}

impl Room {
    /// Room for this many bytes, of which one network has a part.
    #[must_use]
    pub fn of(most: usize, most_of_one: usize) -> Self {
        Self { most, most_of_one, held: Arc::default() }
    }

    /// Takes room, where there is some.
    #[must_use]
    pub fn take(&self, network: Network, bytes: usize) -> Option<Held> {
        let bytes = bytes.max(LEAST);
        let mut counts = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = counts.of_each.get(&network).copied().unwrap_or_default();
        if counts.all + bytes > self.most || of_one + bytes > self.most_of_one {
            return None;
        }
        counts.all += bytes;
        counts.of_each.insert(network, of_one + bytes);
        Some(Held { network, bytes, held: Arc::clone(&self.held) })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all -= self.bytes;
        let left = counts.of_each.get(&self.network).copied().unwrap_or_default().saturating_sub(self.bytes);
        if left == 0 {
            counts.of_each.remove(&self.network);
        } else {
            counts.of_each.insert(self.network, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_takes_its_part_and_leaves_the_rest_and_gives_back_what_it_took() {
        let room = Room::of(100 * LEAST, 60 * LEAST);
        let (one, other) = (Network::Single([198, 51, 100, 7]), Network::Single([198, 51, 100, 8]));
        let first = room.take(one, 40 * LEAST).expect("room");
        assert!(room.take(one, 21 * LEAST).is_none(), "its part is taken");
        let second = room.take(other, 60 * LEAST).expect("the rest is left");
        assert!(room.take(other, 1).is_none() && room.take(one, 1).is_none(), "and now there is none");
        drop(first);
        assert!(room.take(one, 40 * LEAST).is_some());
        drop(second);
        assert!(room.held.lock().expect("counts").of_each.is_empty(), "who has nothing on its way is forgotten");
        assert_eq!(room.held.lock().expect("counts").all, 0);
    }

    #[test]
    fn the_smallest_body_counts_for_something() {
        let room = Room::of(100 * LEAST, 2 * LEAST);
        let held: Vec<Held> = (0..3).filter_map(|_| room.take(Network::Unknown, 1)).collect();
        assert_eq!(held.len(), 2);
    }

    #[test]
    fn the_largest_photo_fits_into_the_smallest_room_that_can_be_set() {
        let rooms = Rooms::of(26);
        assert!(rooms.members.take(Network::Unknown, 25 * MIB).is_some());
    }
}
