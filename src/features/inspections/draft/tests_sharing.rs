//! Several pages of one device at one inspection.

use proptest::prelude::*;

use super::*;
use crate::features::inspections::model::{Answer, AnswerValue};

const ITEM: ItemId = ItemId(Uuid::from_u128(1));
const HERE: WriterId = WriterId(Uuid::from_u128(11));
const THERE: WriterId = WriterId(Uuid::from_u128(12));

fn page(writer: WriterId) -> Draft {
    let mut draft = Draft::new(Findings::default(), 0);
    draft.begin(writer, "J. Ortega".into());
    draft
}

fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

fn note(item: ItemId, text: &str) -> Op {
    Op::Note { item, text: text.into(), seen: 0 }
}

fn noted(text: &str, rev: i64) -> HashMap<ItemId, Answer> {
    HashMap::from([(ITEM, Answer { note: text.into(), note_rev: rev, ..Answer::default() })])
}

fn reply(before: i64, result: CommandResult, text: &str) -> BatchReply {
    BatchReply { before, rev: before + 1, results: vec![result], answers: noted(text, before + 1) }
}

fn me() -> String {
    "J. Ortega".to_owned()
}

#[test]
fn what_one_page_keeps_the_other_shows_and_sends_if_the_first_is_gone() {
    let (mut here, mut there) = (page(HERE), page(THERE));
    let kept = here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    there.enter(id(2), Timestamp(20), Op::Answer { item: ITEM, value: Some(AnswerValue::Fail), seen: 0 });
    there.mirror(&HashSet::new(), vec![kept.clone()]);
    assert_eq!((there.shown().note(ITEM), there.shown().value(ITEM)), ("ajar", Some(&AnswerValue::Fail)));
    assert_eq!(there.batch(Batch::MAX), Some((HERE, vec![kept.command])), "the commands of each page by themselves");
    assert_eq!(there.waiting(), 2);
}

#[test]
fn what_another_page_sent_is_taken_from_its_news_or_else_from_the_server() {
    let (mut here, mut there) = (page(HERE), page(THERE));
    let kept = here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    there.mirror(&HashSet::new(), vec![kept.clone()]);
    let mut asleep = there.clone();

    there.settle(HERE, std::slice::from_ref(&kept.command), &reply(0, CommandResult::Applied, "ajar"));
    assert_eq!((there.waiting(), there.shown().note(ITEM), there.rev(), there.is_stale()), (0, "ajar", 1, false));

    let known = asleep.known();
    asleep.mirror(&known, Vec::new());
    assert_eq!((asleep.waiting(), asleep.shown().note(ITEM), asleep.is_stale()), (0, "ajar", true));
    assert!(asleep.rebase(Findings { answers: noted("ajar", 1), ..Findings::default() }, 1));
    assert_eq!((asleep.rev(), asleep.is_stale(), asleep.notices(ITEM).len()), (1, false, 0));
}

#[test]
fn what_this_page_is_just_keeping_is_not_taken_for_sent() {
    let mut here = page(HERE);
    here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    let known = here.known();
    here.mirror(&known, Vec::new());
    assert_eq!((here.waiting(), here.is_stale()), (1, false));
    here.stored(id(1));
    // The device was read before it had the entry.
    here.mirror(&known, Vec::new());
    assert_eq!(here.waiting(), 1);
}

#[test]
fn who_did_not_see_the_others_note_is_told_whichever_of_the_two_counts() {
    let (mut here, mut there) = (page(HERE), page(THERE));
    let first = here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    let second = there.enter(id(2), Timestamp(20), note(ITEM, "wedged"));
    let overwrote = || CommandResult::Overwrote { by: me() };
    for page in [&mut here, &mut there] {
        page.settle(HERE, std::slice::from_ref(&first.command), &reply(0, CommandResult::Applied, "ajar"));
        page.settle(THERE, std::slice::from_ref(&second.command), &reply(1, overwrote(), "wedged"));
        assert_eq!((page.shown().note(ITEM), page.rev()), ("wedged", 2));
        assert_eq!(page.answered_twice().collect::<Vec<_>>(), [ITEM]);
    }
    assert_eq!(here.notices(ITEM), [Notice::Superseded { by: me() }]);
    assert_eq!(there.notices(ITEM), [Notice::Overwrote { by: me() }]);
    // They may have gone on typing: it stays until they say that they have read it.
    there.enter(id(3), Timestamp(30), note(ITEM, "wedged open"));
    assert!(!there.notices(ITEM).is_empty());
    let told = there.notices(ITEM)[0].clone();
    there.understood(ITEM, &told);
    assert_eq!(there.answered_twice().count(), 0);
}

#[test]
fn a_page_that_missed_the_news_is_told_when_the_inspection_is_loaded_again() {
    let mut here = page(HERE);
    let first = here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    here.settle(HERE, std::slice::from_ref(&first.command), &reply(0, CommandResult::Applied, "ajar"));
    assert!(here.rebase(Findings { answers: noted("ajar", 1), ..Findings::default() }, 2));
    assert_eq!(here.notices(ITEM), [], "its own note is no news");
    assert!(here.rebase(Findings { answers: noted("wedged", 3), ..Findings::default() }, 3));
    assert_eq!(here.notices(ITEM), [Notice::Superseded { by: String::new() }]);
    assert_eq!(here.shown().note(ITEM), "wedged");
}

#[test]
fn an_answer_that_skips_revisions_is_known_to_be_incomplete() {
    let mut here = page(HERE);
    let first = here.enter(id(1), Timestamp(10), note(ITEM, "ajar"));
    here.settle(HERE, std::slice::from_ref(&first.command), &reply(4, CommandResult::Applied, "ajar"));
    assert_eq!((here.rev(), here.is_stale()), (0, true));
    assert!(!here.rebase(Findings::default(), 4), "it was loaded before the answer came");
    assert_eq!(here.shown().note(ITEM), "ajar");
    assert!(here.rebase(Findings { answers: noted("ajar", 5), ..Findings::default() }, 5));
    assert_eq!((here.rev(), here.is_stale()), (5, false));
}

/// A server with its history, as `Application::write` applies commands.
#[derive(Default)]
struct Server {
    findings: Findings,
    history: Vec<(Command, CommandResult)>,
    writers: HashMap<ItemId, (WriterId, Timestamp)>,
}

impl Server {
    fn rev(&self) -> i64 {
        i64::try_from(self.history.len()).expect("few")
    }

    fn send(&mut self, writer: WriterId, commands: &[Command]) -> BatchReply {
        let before = self.rev();
        let results = commands.iter().map(|command| self.apply(writer, command)).collect();
        let items = commands.iter().filter_map(|command| command.op.answered_item());
        let answers = items.filter_map(|item| Some((item, self.findings.answers.get(&item)?.clone()))).collect();
        BatchReply { before, rev: self.rev(), results, answers }
    }

    fn apply(&mut self, writer: WriterId, command: &Command) -> CommandResult {
        if let Some((_, result)) = self.history.iter().find(|(known, _)| known.id == command.id) {
            return result.clone();
        }
        let Op::Note { item, seen, .. } = command.op else { panic!("notes only") };
        let rev = self.rev() + 1;
        let answer = self.findings.answers.entry(item).or_default();
        let (last, at) = self.writers.get(&item).copied().unwrap_or((writer, Timestamp(0)));
        let unseen = answer.note_rev != seen && answer.note_rev != 0 && last != writer;
        let result = match (unseen, at > command.at) {
            (true, true) => CommandResult::Superseded { by: me() },
            (true, false) => CommandResult::Overwrote { by: me() },
            _ => CommandResult::Applied,
        };
        if !matches!(result, CommandResult::Superseded { .. }) {
            self.findings.apply(&command.op);
            self.findings.answers.entry(item).or_default().note_rev = rev;
            self.writers.insert(item, (writer, command.at));
        }
        self.history.push((command.clone(), result.clone()));
        result
    }
}

/// What happens to the pages of a device.
#[derive(Clone, Debug)]
enum Event {
    /// A page writes a note at one of three items; its entry is kept.
    Write(usize, u128),
    /// A page sends one batch, in its turn. The answer may be lost; other pages may miss the news.
    Send(usize, bool, bool),
    /// A page reads what the device keeps.
    Look(usize),
    /// A page is loaded anew.
    Reload(usize),
    /// A page loads the inspection again.
    Refresh(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (0..2_usize, 0..3_u128).prop_map(|(page, item)| Event::Write(page, item)),
        4 => (0..2_usize, any::<bool>(), any::<bool>()).prop_map(|(page, lost, missed)| Event::Send(page, lost, missed)),
        2 => (0..2_usize).prop_map(Event::Look),
        1 => (0..2_usize).prop_map(Event::Reload),
        1 => (0..2_usize).prop_map(Event::Refresh),
    ];
    prop::collection::vec(event, 1..40)
}

/// A device with two pages, and the server.
struct Device {
    server: Server,
    shelf: Vec<Entry>,
    pages: [Draft; 2],
    made: u128,
    now: i64,
}

impl Device {
    fn new() -> Self {
        let pages = [page(HERE), page(THERE)];
        Self { server: Server::default(), shelf: Vec::new(), pages, made: 100, now: 0 }
    }

    fn next(&mut self) -> u128 {
        self.made += 1;
        self.made
    }

    fn look(&mut self, page: usize) {
        let known = self.pages[page].known();
        self.pages[page].mirror(&known, self.shelf.clone());
    }

    fn refresh(&mut self, page: usize) {
        let (findings, rev) = (self.server.findings.clone(), self.server.rev());
        assert!(self.pages[page].rebase(findings, rev));
    }

    fn send(&mut self, page: usize, lost: bool, missed: bool) {
        self.look(page);
        let Some((writer, sent)) = self.pages[page].batch(2) else { return };
        let reply = self.server.send(writer, &sent);
        if lost {
            return;
        }
        let settled = self.pages[page].settle(writer, &sent, &reply);
        self.shelf.retain(|entry| settled.through.iter().all(|done| done.id != entry.command.id));
        if !missed {
            self.pages[1 - page].settle(writer, &sent, &reply);
        }
    }

    fn happen(&mut self, event: &Event) {
        match *event {
            Event::Write(page, item) => {
                let (n, now) = (self.next(), self.now + 1);
                self.now = now;
                let op = note(ItemId(Uuid::from_u128(item)), &n.to_string());
                let entry = self.pages[page].act(id(n), Timestamp(now), op);
                self.pages[page].stored(entry.command.id);
                self.shelf.push(entry);
            }
            Event::Send(page, lost, missed) => self.send(page, lost, missed),
            Event::Look(page) => self.look(page),
            Event::Reload(page) => {
                let mut loaded = Draft::new(self.server.findings.clone(), self.server.rev());
                loaded.begin(WriterId(Uuid::from_u128(self.next())), me());
                loaded.restore(self.shelf.clone());
                self.pages[page] = loaded;
            }
            Event::Refresh(page) => self.refresh(page),
        }
    }
}

proptest! {
    #[test]
    fn two_pages_lose_nothing_do_nothing_twice_and_end_with_what_the_server_has(events in events()) {
        let mut device = Device::new();
        for event in &events {
            device.happen(event);
        }
        while device.pages.iter().any(|page| page.waiting() > 0) || !device.shelf.is_empty() {
            device.send(0, false, true);
            device.look(1);
        }
        let done: HashSet<CommandId> = device.server.history.iter().map(|(command, _)| command.id).collect();
        prop_assert_eq!(done.len(), device.server.history.len(), "each once");
        let notes = events.iter().filter(|event| matches!(event, Event::Write(..))).count();
        prop_assert_eq!(done.len(), notes, "all of them");
        for page in 0..2 {
            // As a page does that somebody looks at.
            device.look(page);
            device.refresh(page);
            let (page, server) = (&device.pages[page], &device.server.findings);
            prop_assert_eq!((&page.shown().answers, page.is_stale()), (&server.answers, false));
            // Whose note does not count is told so.
            for ((item, _), op) in &page.written {
                let counts = matches!(op, Op::Note { text, .. } if text == server.note(*item));
                prop_assert!(counts || !page.notices(*item).is_empty());
            }
        }
    }
}
