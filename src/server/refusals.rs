//! Refusals on record: the first of a kind, and then how often it was repeated. Who is refused can try again as often as
//! they like, and must not fill a log with it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{origin::Origin, state::App};
use crate::{
    features::{
        audit::{self, model::Event},
        identity::model::User,
    },
    ids::{OrgId, UserId},
    platform::{db::DirectoryTx, fault::Fault},
    time::Timestamp,
};

/// What is refused again within so long is counted.
pub const WINDOW_SECONDS: i64 = 10 * 60;
/// So many kinds are told apart at once; what is refused beyond is one kind for each person.
const MOST: usize = 4096;

/// Whose log a refusal belongs into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// One organisation's.
    In(OrgId),
    /// That of each organisation that the person belongs to.
    WhereTheyBelong,
}

/// Somebody who was refused something.
#[derive(Clone)]
pub struct Refusal {
    /// Whose log it belongs into.
    pub place: Place,
    /// Who was refused, or in whose name somebody was.
    pub who: User,
    /// Where they were.
    pub origin: Origin,
    /// What they were refused.
    pub event: Event,
}

/// What was refused of late.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Kind, Kept>>);

/// What makes two refusals the same.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    place: Place,
    who: UserId,
    what: String,
}

struct Kept {
    since: Timestamp,
    repeated: u64,
    latest: Refusal,
}

impl Kept {
    fn is_over(&self, now: Timestamp) -> bool {
        now.seconds_since(self.since) >= WINDOW_SECONDS
    }

    /// How often it was repeated, as an event of its own.
    fn counted(self) -> Option<Refusal> {
        let Self { since, repeated, mut latest } = self;
        latest.event = latest.event.with("repeated", repeated).with("since", since.to_record().0);
        (repeated > 0).then_some(latest)
    }
}

impl Refusal {
    fn kind(&self) -> Kind {
        let Event { action, object, detail, .. } = &self.event;
        let id = object.id.map(|id| id.to_string()).unwrap_or_default();
        let what = format!("{action} {} {id} {detail}", object.kind);
        Kind { place: self.place, who: self.who.id, what }
    }

    async fn add(&self, app: &App, tx: &mut DirectoryTx) -> Result<(), Fault> {
        let Self { place, who, origin, event } = self;
        match place {
            Place::In(org) => audit::service::record_in(app, tx, *org, who, origin, event).await,
            Place::WhereTheyBelong => audit::service::record_of_person(app, tx, who, origin, event).await,
        }
    }
}

impl Refusals {
    /// Notes a refusal. Gives what goes on record now: it, where it is the first of its kind, and how often it was
    /// repeated in the time before.
    fn note(&self, refusal: &Refusal, now: Timestamp) -> Vec<Refusal> {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kind = refusal.kind();
        if kinds.len() >= MOST && !kinds.contains_key(&kind) {
            kind.what.clear();
        }
        if let Some(kept) = kinds.get_mut(&kind).filter(|kept| !kept.is_over(now)) {
            kept.repeated += 1;
            kept.latest = refusal.clone();
            return Vec::new();
        }
        let new = Kept { since: now, repeated: 0, latest: refusal.clone() };
        let before = kinds.insert(kind, new).and_then(Kept::counted);
        before.into_iter().chain([refusal.clone()]).collect()
    }

    /// Takes out what is over, or all, and gives what was repeated.
    fn take_over(&self, now: Timestamp, all: bool) -> Vec<Refusal> {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.extract_if(|_, kept| all || kept.is_over(now)).filter_map(|(_, kept)| kept.counted()).collect()
    }

    /// Forgets a refusal that did not get on record, so that the next one does.
    fn forget(&self, refusal: &Refusal) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&refusal.kind());
    }
}

/// Puts a refusal on record, or counts it, and commits.
///
/// # Errors
/// When the database refuses.
pub async fn record(app: &App, mut tx: DirectoryTx, refusal: &Refusal) -> Result<(), Fault> {
    let recorded = async {
        for refusal in app.refusals.note(refusal, app.now()) {
            refusal.add(app, &mut tx).await?;
        }
        Ok::<_, Fault>(tx.commit().await?)
    };
    recorded.await.inspect_err(|_| app.refusals.forget(refusal))
}

/// Puts on record how often what is over was repeated; all of it where the server ends.
///
/// # Errors
/// When the database refuses. The counts of one window are lost then.
pub async fn settle(app: &App, all: bool) -> Result<(), Fault> {
    let over = app.refusals.take_over(app.now(), all);
    if over.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.directory().await?;
    for refusal in over {
        refusal.add(app, &mut tx).await?;
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use norven_words::Locale;

    use super::*;
    use crate::{
        features::{
            audit::model::Object,
            identity::model::{Email, Qualification},
        },
        ids::RequestId,
    };

    const NOW: Timestamp = Timestamp(1_795_424_400_000_000);

    fn refusal(who: u128, address: &str) -> Refusal {
        let email = Email::parse("lucia@example.com").expect("an address");
        Refusal {
            place: Place::WhereTheyBelong,
            who: User {
                id: UserId(uuid::Uuid::from_u128(who)),
                email,
                name: "Lucía".to_owned(),
                named: true,
                locale: Locale::En,
                qualification: Qualification::default(),
            },
            origin: Origin::command_line(RequestId(uuid::Uuid::nil())),
            event: Event::new("access.denied", Object { kind: "address", id: None }).with("address", address).denied(),
        }
    }

    #[test]
    fn the_first_of_a_kind_is_told_and_the_rest_counted_until_the_time_is_over() {
        let refusals = Refusals::default();
        assert_eq!(refusals.note(&refusal(1, "one"), NOW).len(), 1);
        for _ in 0..1000 {
            assert!(refusals.note(&refusal(1, "one"), NOW).is_empty());
        }
        assert_eq!(refusals.note(&refusal(1, "other"), NOW).len(), 1, "another kind");
        assert_eq!(refusals.note(&refusal(2, "one"), NOW).len(), 1, "another person");
        let later = NOW.plus_seconds(WINDOW_SECONDS);
        let told = refusals.note(&refusal(1, "one"), later);
        assert_eq!(
            told.iter().map(|refusal| refusal.event.detail["repeated"].as_u64()).collect::<Vec<_>>(),
            [Some(1000), None]
        );
        assert!(refusals.take_over(later, false).is_empty(), "what was not repeated needs no count");
        assert_eq!(refusals.0.lock().expect("kinds").len(), 1, "and is forgotten");
    }

    #[test]
    fn however_many_kinds_there_are_few_are_remembered() {
        let refusals = Refusals::default();
        for number in 0..3 * MOST {
            refusals.note(&refusal(1, &number.to_string()), NOW);
        }
        assert_eq!(refusals.0.lock().expect("kinds").len(), MOST + 1);
        let counted = refusals.take_over(NOW, true);
        let repeated = counted.iter().filter_map(|refusal| refusal.event.detail["repeated"].as_u64());
        assert_eq!(repeated.collect::<Vec<_>>(), [2 * MOST as u64 - 1]);
    }
}
