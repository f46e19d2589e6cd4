//! Changes of a checklist's structure. Each one, once made, gives the change that takes it back.

use crate::{
    features::templates::model::{Checklist, Item, ItemKind, OnFail, Section},
    ids::{ItemId, SectionId},
};

/// What an item asks for, apart from its words: undoing a change of kind keeps what was typed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Whether it has to be answered.
    pub required: bool,
    /// What a failing answer needs.
    pub on_fail: OnFail,
    /// The kind of answer.
    pub kind: ItemKind,
}

impl Shape {
    /// The shape an item has.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        Self { required: item.required, on_fail: item.on_fail, kind: item.kind.clone() }
    }
}

/// A place for an item: before the one that is at `index` once the item itself is out of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The section.
    pub section: SectionId,
    /// How many items come before it there.
    pub index: usize,
}

/// A change that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts a section, with its items, before the one at `index`.
    InsertSection {
        /// Where.
        index: usize,
        /// What.
        section: Section,
    },
    /// Takes a section out.
    RemoveSection(SectionId),
    /// Moves a section to another place.
    MoveSection {
        /// Which.
        id: SectionId,
        /// How many sections come before it afterwards.
        index: usize,
    },
    /// Puts an item in a slot.
    InsertItem {
        /// Where.
        slot: Slot,
        /// What.
        item: Box<Item>,
    },
    /// Takes an item out.
    RemoveItem(ItemId),
    /// Moves an item to a slot.
    MoveItem {
        /// Which.
        id: ItemId,
        /// Where to.
        slot: Slot,
    },
    /// Gives an item another shape.
    Reshape {
        /// Which.
        id: ItemId,
        /// What it asks for.
        shape: Box<Shape>,
    },
    /// Replaces everything.
    Replace(Box<Checklist>),
}

impl Change {
    /// Makes the change; gives the one that takes it back, or nothing where it does not apply.
    #[must_use]
    pub fn apply(self, checklist: &mut Checklist) -> Option<Self> {
        let sections = &mut checklist.sections;
        match self {
            Self::InsertSection { index, section } => {
                let id = section.id;
                sections.insert(index.min(sections.len()), section);
                Some(Self::RemoveSection(id))
            }
            Self::RemoveSection(id) => {
                let index = section_at(sections, id)?;
                Some(Self::InsertSection { index, section: sections.remove(index) })
            }
            Self::MoveSection { id, index } => {
                let from = section_at(sections, id)?;
                let section = sections.remove(from);
                sections.insert(index.min(sections.len()), section);
                Some(Self::MoveSection { id, index: from })
            }
            Self::InsertItem { slot, item } => {
                let id = item.id;
                let at = section_at(sections, slot.section)?;
                let items = &mut sections[at].items;
                items.insert(slot.index.min(items.len()), *item);
                Some(Self::RemoveItem(id))
            }
            Self::RemoveItem(id) => {
                let (section, index) = item_at(sections, id)?;
                let slot = Slot { section: sections[section].id, index };
                Some(Self::InsertItem { slot, item: Box::new(sections[section].items.remove(index)) })
            }
            Self::MoveItem { id, slot } => {
                let to = section_at(sections, slot.section)?;
                let (from, index) = item_at(sections, id)?;
                let back = Slot { section: sections[from].id, index };
                let item = sections[from].items.remove(index);
                let items = &mut sections[to].items;
                items.insert(slot.index.min(items.len()), item);
                Some(Self::MoveItem { id, slot: back })
            }
            Self::Reshape { id, shape } => {
                let (section, index) = item_at(sections, id)?;
                let item = &mut sections[section].items[index];
                let before = Shape::of(item);
                Shape { required: item.required, on_fail: item.on_fail, kind: item.kind } = *shape;
                Some(Self::Reshape { id, shape: Box::new(before) })
            }
            Self::Replace(other) => Some(Self::Replace(Box::new(std::mem::replace(checklist, *other)))),
        }
    }
}

/// Where a section is.
#[must_use]
pub fn section_at(sections: &[Section], id: SectionId) -> Option<usize> {
    sections.iter().position(|section| section.id == id)
}

/// Where an item is: its section, and its place there.
#[must_use]
pub fn item_at(sections: &[Section], id: ItemId) -> Option<(usize, usize)> {
    sections.iter().enumerate().find_map(|(at, section)| {
        let index = section.items.iter().position(|item| item.id == id)?;
        Some((at, index))
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{checklist, item, item_id, section_id},
        *,
    };

    /// Two sections: `1.1 1.2 1.3` and `2.1`.
    fn every_change() -> Vec<Change> {
        let shape = Shape { required: false, on_fail: OnFail::default(), kind: ItemKind::Instruction };
        vec![
            Change::InsertSection {
                index: 1,
                section: Section { id: section_id(9), title: String::new(), items: vec![] },
            },
            Change::RemoveSection(section_id(1)),
            Change::MoveSection { id: section_id(1), index: 1 },
            Change::InsertItem { slot: Slot { section: section_id(2), index: 0 }, item: Box::new(item(9)) },
            Change::RemoveItem(item_id(2)),
            Change::MoveItem { id: item_id(1), slot: Slot { section: section_id(2), index: 1 } },
            Change::MoveItem { id: item_id(3), slot: Slot { section: section_id(1), index: 0 } },
            Change::Reshape { id: item_id(2), shape: Box::new(shape) },
            Change::Replace(Box::new(checklist(&[2, 2]))),
        ]
    }

    #[test]
    fn every_change_is_taken_back_by_the_one_it_gives() {
        for change in every_change() {
            let before = checklist(&[3, 1]);
            let mut after = before.clone();
            let back = change.clone().apply(&mut after).expect("it applies");
            assert_ne!(after, before, "{change:?} changes something");
            let again = back.apply(&mut after).expect("it applies");
            assert_eq!(after, before, "{change:?} is taken back");
            assert_eq!(again, change, "and can be made again");
        }
    }

    #[test]
    fn a_change_of_what_is_not_there_changes_nothing() {
        let slot = Slot { section: section_id(1), index: 0 };
        for change in [
            Change::RemoveSection(section_id(9)),
            Change::MoveSection { id: section_id(9), index: 0 },
            Change::RemoveItem(item_id(9)),
            Change::MoveItem { id: item_id(9), slot },
            Change::MoveItem { id: item_id(1), slot: Slot { section: section_id(9), index: 0 } },
            Change::InsertItem { slot: Slot { section: section_id(9), index: 0 }, item: Box::new(item(9)) },
        ] {
            let mut list = checklist(&[3, 1]);
            assert_eq!(change.apply(&mut list), None);
            assert_eq!(list, checklist(&[3, 1]));
        }
    }

    #[test]
    fn a_slot_beyond_the_end_is_the_end() {
        let mut list = checklist(&[2, 1]);
        let slot = Slot { section: section_id(2), index: 99 };
        Change::MoveItem { id: item_id(1), slot }.apply(&mut list).expect("it applies");
        assert_eq!(list.sections[1].items[1].id, item_id(1));
    }

    #[test]
    fn taking_back_a_change_of_kind_keeps_words_typed_since() {
        let mut list = checklist(&[1]);
        let shape = Shape { required: false, on_fail: OnFail::default(), kind: ItemKind::Instruction };
        let back = Change::Reshape { id: item_id(1), shape: Box::new(shape) }.apply(&mut list).expect("it applies");
        list.sections[0].items[0].text = "Typed since".to_owned();
        back.apply(&mut list).expect("it applies");
        assert_eq!(list.sections[0].items[0].text, "Typed since");
        assert_eq!(list.sections[0].items[0].kind, ItemKind::PassFail);
    }
}
