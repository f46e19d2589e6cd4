//! Compound files ([MS-CFB]): messages as Outlook saves them. What is attached lies in sectors, which
//! need not follow one another; a table names for each the next one.

use memchr::memmem;

use super::{Packed, Place};
use crate::envelope::HEADER;

/// How such a file begins.
pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// As many sectors of the table are named in the file's header.
const NAMED: usize = 109;
/// Bytes of a sector's number.
const NUMBER: usize = 4;

/// Every place at which a sector begins as a report does.
pub(super) fn places(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    let table = Table::of(file);
    table.into_iter().flat_map(move |table| {
        let starts = memmem::find_iter(file, HEADER).filter(move |at| at.is_multiple_of(table.size));
        starts.filter_map(move |at| {
            let next = (at / table.size).checked_sub(1)?;
            let left = file.len() / table.size + 1;
            Some(Place { name: None, packed: Packed::Sectors(Sectors { table, next: Some(next), left }) })
        })
    })
}

/// The table of sectors.
#[derive(Clone, Copy, Debug)]
struct Table<'a> {
    file: &'a [u8],
    /// Bytes of a sector.
    size: usize,
}

impl<'a> Table<'a> {
    fn of(file: &'a [u8]) -> Option<Self> {
        let shift = u16::from_le_bytes(*file.get(30..)?.first_chunk()?);
        matches!(shift, 9 | 12).then(|| Self { file, size: 1 << shift })
    }

    /// A sector, as much of it as is there.
    fn sector(self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_add(1)?.checked_mul(self.size)?;
        let end = start.checked_add(self.size)?.min(self.file.len());
        self.file.get(start..end)
    }

    /// The sector that follows one; nothing behind the last.
    fn after(self, number: usize) -> Option<usize> {
        let numbers = self.size / NUMBER;
        let part = self.part(number / numbers)?;
        self.sector(part).and_then(|part| entry(part, number % numbers))
    }

    /// The sector with this part of the table.
    fn part(self, part: usize) -> Option<usize> {
        let Some(beyond) = part.checked_sub(NAMED) else {
            return entry(self.file.get(76..)?, part);
        };
        // The names of all others lie in sectors of their own, each of which names the next.
        let names = self.size / NUMBER - 1;
        let mut list = entry(self.file.get(68..)?, 0)?;
        for _ in 0..beyond / names {
            list = entry(self.sector(list)?, names)?;
        }
        entry(self.sector(list)?, beyond % names)
    }
}

/// A sector's number in a list of them.
fn entry(list: &[u8], at: usize) -> Option<usize> {
    let number = u32::from_le_bytes(*list.get(at.checked_mul(NUMBER)?..)?.first_chunk()?);
    // What is larger marks ends and free sectors.
    usize::try_from(number).ok().filter(|_| number < 0xFFFF_FFFA)
}

/// Sectors in the order in which they belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sectors<'a> {
    table: Table<'a>,
    next: Option<usize>,
    /// As many as there can be, so that a ring comes to an end.
    left: usize,
}

impl<'a> Iterator for Sectors<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let number = self.next.take()?;
        self.left = self.left.checked_sub(1)?;
        let sector = self.table.sector(number)?;
        // Behind one that was cut short nothing fits.
        self.next = if sector.len() < self.table.size { None } else { self.table.after(number) };
        Some(sector)
    }
}
