//! The checklist being edited and how to take back what was done to it.

use super::change::{Change, Shape, Slot, item_at, section_at};
use crate::{
    features::templates::model::{Checklist, Item, Section},
    ids::{ItemId, SectionId},
};

/// Most changes that can be taken back.
const MOST_UNDONE: usize = 100;

/// Which way a button moves something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

/// What is being dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dragged {
    /// A section, with its items.
    Section(SectionId),
    /// An item.
    Item(ItemId),
}

/// What the pointer is over while something is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// An item's row.
    Item(ItemId),
    /// The head of a section.
    Head(SectionId),
    /// The foot of a section.
    Foot(SectionId),
}

/// Where a line shows what dropping would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Over an item's row.
    Before(ItemId),
    /// Under an item's row.
    After(ItemId),
    /// Under a section's head.
    First(SectionId),
    /// Over a section's foot.
    Last(SectionId),
    /// Over a whole section.
    Above(SectionId),
    /// Under a whole section.
    Below(SectionId),
}

/// A checklist and its history.
#[derive(Clone, Debug)]
pub struct Draft {
    checklist: Checklist,
    past: Vec<Change>,
}

impl Draft {
    /// Begins with a checklist and no history.
    #[must_use]
    pub fn new(checklist: Checklist) -> Self {
        Self { checklist, past: Vec::new() }
    }

    /// The checklist as it is now.
    #[must_use]
    pub fn checklist(&self) -> &Checklist {
        &self.checklist
    }

    /// A section.
    #[must_use]
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        self.checklist.sections.iter().find(|section| section.id == id)
    }

    /// How a section is numbered: the first is 1.
    #[must_use]
    pub fn section_number(&self, id: SectionId) -> Option<usize> {
        section_at(&self.checklist.sections, id).map(|at| at + 1)
    }

    /// How an item is numbered, as reports do: `2.1`. One that has no number there is told by its section alone: `2.–`.
    #[must_use]
    pub fn item_number(&self, id: ItemId) -> Option<String> {
        let (section, _) = item_at(&self.checklist.sections, id)?;
        let (number, _) = self.checklist.numbered_in(section).find(|(_, item)| item.id == id)?;
        Some(if number.is_empty() { format!("{}.–", section + 1) } else { number })
    }

    /// The section that an item is in.
    #[must_use]
    pub fn section_of(&self, id: ItemId) -> Option<SectionId> {
        item_at(&self.checklist.sections, id).map(|(section, _)| self.checklist.sections[section].id)
    }

    /// Title and standard, to be typed into. Typing has the browser's own undo.
    pub fn head_mut(&mut self) -> (&mut String, &mut String) {
        (&mut self.checklist.title, &mut self.checklist.standard)
    }

    /// A section's title, to be typed into.
    pub fn section_title_mut(&mut self, id: SectionId) -> Option<&mut String> {
        let at = section_at(&self.checklist.sections, id)?;
        Some(&mut self.checklist.sections[at].title)
    }

    /// An item, to be typed into.
    pub fn item_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        let (section, index) = item_at(&self.checklist.sections, id)?;
        Some(&mut self.checklist.sections[section].items[index])
    }

    /// Makes a change that can be taken back; false where it changes nothing.
    pub fn make(&mut self, change: Change) -> bool {
        let Some(back) = change.clone().apply(&mut self.checklist) else { return false };
        if back == change {
            return false;
        }
        if self.past.len() == MOST_UNDONE {
            self.past.remove(0);
        }
        self.past.push(back);
        true
    }

    /// Gives an item another shape.
    pub fn reshape(&mut self, id: ItemId, edit: impl FnOnce(&mut Shape)) -> bool {
        let Some(item) = self.checklist.item(id) else { return false };
        let mut shape = Shape::of(item);
        edit(&mut shape);
        self.make(Change::Reshape { id, shape: Box::new(shape) })
    }

    /// Takes back the latest change that still applies; false where there is none.
    pub fn undo(&mut self) -> bool {
        while let Some(back) = self.past.pop() {
            if back.apply(&mut self.checklist).is_some() {
                return true;
            }
        }
        false
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// The slot one step up or down from where an item is; over a section's edge it is in the next.
    #[must_use]
    pub fn step(&self, id: ItemId, way: Way) -> Option<Slot> {
        let sections = &self.checklist.sections;
        let (section, index) = item_at(sections, id)?;
        match way {
            Way::Up if index > 0 => Some(Slot { section: sections[section].id, index: index - 1 }),
            Way::Up => {
                let above = &sections[section.checked_sub(1)?];
                Some(Slot { section: above.id, index: above.items.len() })
            }
            Way::Down if index + 1 < sections[section].items.len() => {
                Some(Slot { section: sections[section].id, index: index + 1 })
            }
            Way::Down => sections.get(section + 1).map(|below| Slot { section: below.id, index: 0 }),
        }
    }

    /// The place one step up or down from where a section is.
    #[must_use]
    pub fn section_step(&self, id: SectionId, way: Way) -> Option<usize> {
        let at = section_at(&self.checklist.sections, id)?;
        match way {
            Way::Up => at.checked_sub(1),
            Way::Down => (at + 1 < self.checklist.sections.len()).then_some(at + 1),
        }
    }

    /// The change that dropping here would make; nothing where all stays as it is.
    ///
    /// What is dragged down lands behind the row under the pointer, what is dragged up before it:
    /// the row makes way.
    #[must_use]
    pub fn drop(&self, dragged: Dragged, over: Over) -> Option<Change> {
        let sections = &self.checklist.sections;
        match dragged {
            Dragged::Section(id) => {
                let from = section_at(sections, id)?;
                let index = match over {
                    Over::Head(over) | Over::Foot(over) => section_at(sections, over)?,
                    Over::Item(over) => item_at(sections, over)?.0,
                };
                (index != from).then_some(Change::MoveSection { id, index })
            }
            Dragged::Item(id) => {
                let (from, place) = item_at(sections, id)?;
                let (to, index) = match over {
                    Over::Item(over) => item_at(sections, over)?,
                    Over::Head(over) => (section_at(sections, over)?, 0),
                    Over::Foot(over) => {
                        let to = section_at(sections, over)?;
                        (to, sections[to].items.len() - usize::from(to == from))
                    }
                };
                let slot = Slot { section: sections[to].id, index };
                ((to, index) != (from, place)).then_some(Change::MoveItem { id, slot })
            }
        }
    }

    /// Where the line stands that shows what dropping here would do.
    #[must_use]
    pub fn mark(&self, dragged: Dragged, over: Over) -> Option<Mark> {
        let sections = &self.checklist.sections;
        match (self.drop(dragged, over)?, over) {
            (Change::MoveSection { id, index }, _) => {
                let over = sections.get(index)?.id;
                Some(if index < section_at(sections, id)? { Mark::Above(over) } else { Mark::Below(over) })
            }
            (Change::MoveItem { id, slot }, Over::Item(over)) => {
                let (from, index) = item_at(sections, id)?;
                let down = sections[from].id == slot.section && index < slot.index;
                Some(if down { Mark::After(over) } else { Mark::Before(over) })
            }
            (_, Over::Head(over)) => Some(Mark::First(over)),
            (_, Over::Foot(over)) => Some(Mark::Last(over)),
            _ => None,
        }
    }

    /// Where focus goes when an item is removed: the item that takes its place, or the one before.
    #[must_use]
    pub fn neighbour(&self, id: ItemId) -> Option<ItemId> {
        let (section, index) = item_at(&self.checklist.sections, id)?;
        let items = &self.checklist.sections[section].items;
        items.get(index + 1).or_else(|| items.get(index.checked_sub(1)?)).map(|item| item.id)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{checklist, item_id, section_id},
        *,
    };

    /// `1.1`–`1.3` are items 1–3, `2.1` is item 4.
    fn draft() -> Draft {
        Draft::new(checklist(&[3, 1]))
    }

    #[test]
    fn an_item_steps_over_the_edge_of_its_section_into_the_next() {
        let draft = draft();
        assert_eq!(draft.step(item_id(1), Way::Up), None);
        assert_eq!(draft.step(item_id(2), Way::Up), Some(Slot { section: section_id(1), index: 0 }));
        assert_eq!(draft.step(item_id(3), Way::Down), Some(Slot { section: section_id(2), index: 0 }));
        assert_eq!(draft.step(item_id(4), Way::Up), Some(Slot { section: section_id(1), index: 3 }));
        assert_eq!(draft.step(item_id(4), Way::Down), None);
    }

    #[test]
    fn a_step_down_and_a_step_up_lead_back() {
        for id in 1..=3 {
            let mut draft = draft();
            let (before, id) = (draft.checklist().clone(), item_id(id));
            for way in [Way::Down, Way::Up] {
                let slot = draft.step(id, way).expect("there is a way");
                assert!(draft.make(Change::MoveItem { id, slot }));
            }
            assert_eq!(draft.checklist(), &before);
        }
    }

    #[test]
    fn a_section_steps_up_and_down_within_the_checklist() {
        let draft = draft();
        assert_eq!(draft.section_step(section_id(1), Way::Up), None);
        assert_eq!(draft.section_step(section_id(1), Way::Down), Some(1));
        assert_eq!(draft.section_step(section_id(2), Way::Down), None);
    }

    #[test]
    fn a_row_makes_way_for_what_is_dropped_on_it() {
        let order = |dragged: u128, over: u128| {
            let mut draft = draft();
            let change = draft.drop(Dragged::Item(item_id(dragged)), Over::Item(item_id(over))).expect("it moves");
            assert!(draft.make(change));
            draft.checklist().items().map(|item| item.id.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(order(1, 2), [2, 1, 3, 4]);
        assert_eq!(order(1, 3), [2, 3, 1, 4]);
        assert_eq!(order(3, 1), [3, 1, 2, 4]);
        assert_eq!(order(1, 4), [2, 3, 1, 4], "1 is in the second section, before 4");
    }

    #[test]
    fn dropping_on_a_head_or_foot_puts_an_item_first_or_last_in_that_section() {
        let mut draft = draft();
        let change = draft.drop(Dragged::Item(item_id(1)), Over::Foot(section_id(2))).expect("it moves");
        assert!(draft.make(change));
        assert_eq!(draft.item_number(item_id(1)).as_deref(), Some("2.2"));
        let change = draft.drop(Dragged::Item(item_id(4)), Over::Head(section_id(1))).expect("it moves");
        assert!(draft.make(change));
        assert_eq!(draft.item_number(item_id(4)).as_deref(), Some("1.1"));
    }

    #[test]
    fn dropping_something_where_it_is_changes_nothing() {
        let draft = draft();
        assert_eq!(draft.drop(Dragged::Item(item_id(1)), Over::Item(item_id(1))), None);
        assert_eq!(draft.drop(Dragged::Item(item_id(3)), Over::Foot(section_id(1))), None);
        assert_eq!(draft.drop(Dragged::Section(section_id(1)), Over::Item(item_id(2))), None);
    }

    #[test]
    fn a_section_dragged_over_another_takes_its_place() {
        let mut draft = draft();
        let change = draft.drop(Dragged::Section(section_id(2)), Over::Item(item_id(2))).expect("it moves");
        assert!(draft.make(change));
        assert_eq!(draft.section_number(section_id(2)), Some(1));
    }

    #[test]
    fn the_line_stands_where_the_dropped_row_will_be() {
        let draft = draft();
        let item = |dragged, over| draft.mark(Dragged::Item(item_id(dragged)), over);
        assert_eq!(item(1, Over::Item(item_id(2))), Some(Mark::After(item_id(2))));
        assert_eq!(item(3, Over::Item(item_id(2))), Some(Mark::Before(item_id(2))));
        assert_eq!(item(1, Over::Item(item_id(4))), Some(Mark::Before(item_id(4))));
        assert_eq!(item(1, Over::Foot(section_id(2))), Some(Mark::Last(section_id(2))));
        assert_eq!(item(1, Over::Head(section_id(1))), None, "it is the first already");
        let section = |dragged, over| draft.mark(Dragged::Section(section_id(dragged)), over);
        assert_eq!(section(1, Over::Item(item_id(4))), Some(Mark::Below(section_id(2))));
        assert_eq!(section(2, Over::Head(section_id(1))), Some(Mark::Above(section_id(1))));
    }

    #[test]
    fn undo_takes_changes_back_from_the_latest_to_the_first_and_keeps_typing() {
        let mut draft = draft();
        assert!(!draft.can_undo());
        assert!(draft.make(Change::RemoveItem(item_id(2))));
        assert!(draft.make(Change::RemoveSection(section_id(2))));
        draft.item_mut(item_id(1)).expect("it is there").text = "Typed".to_owned();
        assert!(draft.undo());
        assert!(draft.undo());
        assert!(!draft.undo());
        let mut expected = checklist(&[3, 1]);
        expected.sections[0].items[0].text = "Typed".to_owned();
        assert_eq!(draft.checklist(), &expected);
    }

    #[test]
    fn a_change_that_changes_nothing_leaves_no_trace() {
        let mut draft = draft();
        assert!(!draft.reshape(item_id(1), |_| {}));
        assert!(!draft.can_undo());
    }

    #[test]
    fn focus_moves_to_the_item_that_takes_the_place_of_a_removed_one() {
        let draft = draft();
        assert_eq!(draft.neighbour(item_id(1)), Some(item_id(2)));
        assert_eq!(draft.neighbour(item_id(3)), Some(item_id(2)));
        assert_eq!(draft.neighbour(item_id(4)), None);
    }
}
