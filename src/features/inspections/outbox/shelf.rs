//! Where a device keeps what waits: IndexedDB, and the page's memory for photos of a browser that
//! keeps nothing.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use idb::{
    Database, DatabaseEvent, Error, Factory, KeyRange, ObjectStore, ObjectStoreParams, Query, Transaction,
    TransactionMode,
};
use leptos::logging;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};

use super::{Left, Walk};
use crate::{
    features::inspections::{draft::Entry, model::Command},
    ids::{DeviceId, InspectionId, ItemId, PhotoId, UserId, WriterId},
    ui::env,
};

const DATABASE: &str = "norven";
const VERSION: u32 = 1;
const COMMANDS: &str = "commands";
const PHOTOS: &str = "photos";
/// How the key of a file begins that was chosen, after whose it is.
const CHOSEN: &str = "chosen/";
/// Under which name the device remembers its own id.
const DEVICE: &str = "norven.device";

thread_local! {
    static OPEN: RefCell<Option<Rc<Database>>> = const { RefCell::new(None) };
    static MEMORY: RefCell<HashMap<PhotoId, Blob>> = RefCell::default();
}

/// A file that a person chose and that is not made ready yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Under which key it is kept.
    key: String,
    /// Which photo is made of it: the same, however often it is made.
    pub photo: PhotoId,
    /// Beside which answer it belongs.
    pub item: ItemId,
}

impl Chosen {
    /// What tells it apart from everything else that a device keeps.
    pub fn name(&self) -> &str {
        &self.key
    }
}

/// What one person's work on one inspection has on the device.
#[derive(Clone, Debug)]
pub struct Shelf {
    prefix: String,
}

impl Shelf {
    /// The shelf of a walk.
    pub fn of(walk: Walk) -> Self {
        Self { prefix: format!("{}/{}/", walk.id(), walk.person()) }
    }

    /// What tells it apart from other shelves of the device.
    pub fn name(&self) -> &str {
        &self.prefix
    }

    /// Commands sort by time: their order is the order of the outbox.
    fn command_key(&self, command: &Command) -> JsValue {
        format!("{}{:020}/{}", self.prefix, command.at.0, command.id).into()
    }

    fn photo_key(&self, photo: PhotoId) -> JsValue {
        format!("{}{photo}", self.prefix).into()
    }

    fn everything(&self) -> Result<Query, Error> {
        let end = format!("{}\u{FFFF}", self.prefix);
        KeyRange::bound(&self.prefix.as_str().into(), &end.into(), None, None).map(Query::from)
    }

    /// What waits and what was refused, in order.
    pub async fn entries(&self) -> Result<Vec<Entry>, Error> {
        let kept = with_database(async |database| {
            let transaction = database.transaction(&[COMMANDS], TransactionMode::ReadOnly)?;
            transaction.object_store(COMMANDS)?.get_all(Some(self.everything()?), None)?.await
        });
        let kept = kept.await?;
        let read = |value: &JsValue| {
            let entry = value.as_string().and_then(|text| read(&text));
            if entry.is_none() {
                logging::error!("a command of another version of this page is left where it is");
            }
            entry
        };
        Ok(kept.iter().filter_map(read).collect())
    }

    /// The photos that wait.
    pub async fn photos(&self) -> Result<Vec<PhotoId>, Error> {
        let keys = self.photo_keys().await?;
        Ok(keys.iter().filter_map(|key| key.as_string()?.strip_prefix(&self.prefix)?.parse().ok()).collect())
    }

    /// The keys of photos and of the files that photos are made of.
    async fn photo_keys(&self) -> Result<Vec<JsValue>, Error> {
        let keys = with_database(async |database| {
            let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadOnly)?;
            transaction.object_store(PHOTOS)?.get_all_keys(Some(self.everything()?), None)?.await
        });
        keys.await
    }

    /// The bytes of a photo, if they are on this device.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<Blob>, Error> {
        if let Some(blob) = MEMORY.with_borrow(|memory| memory.get(&id).cloned()) {
            return Ok(Some(blob));
        }
        let kept = with_database(async |database| {
            let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadOnly)?;
            transaction.object_store(PHOTOS)?.get(self.photo_key(id))?.await
        });
        Ok(kept.await?.and_then(|kept| kept.dyn_into().ok()))
    }

    /// Keeps a file as it was chosen: making it ready takes a while, and the page may be gone before.
    pub async fn choose(&self, item: ItemId, file: &File) -> Result<Chosen, Error> {
        let photo: PhotoId = env::new_id();
        let chosen = Chosen { key: format!("{}{CHOSEN}{:020}/{item}/{photo}", self.prefix, env::now().0), item, photo };
        let kept = with_database(async |database| {
            let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadWrite)?;
            transaction.object_store(PHOTOS)?.put(file, Some(&chosen.key.as_str().into()))?;
            commit(transaction).await
        });
        kept.await?;
        Ok(chosen)
    }

    /// The files that were chosen and are not made ready yet, in the order in which they were chosen.
    pub async fn chosen(&self) -> Result<Vec<Chosen>, Error> {
        let read = |key: JsValue| {
            let key = key.as_string()?;
            let mut parts = key.strip_prefix(&self.prefix)?.strip_prefix(CHOSEN)?.split('/').skip(1);
            let (item, photo) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some(Chosen { key, item, photo })
        };
        Ok(self.photo_keys().await?.into_iter().filter_map(read).collect())
    }

    /// The file that was chosen; nothing where another page has made it ready meanwhile.
    pub async fn file(&self, chosen: &Chosen) -> Result<Option<File>, Error> {
        let kept = with_database(async |database| {
            let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadOnly)?;
            transaction.object_store(PHOTOS)?.get(JsValue::from(chosen.key.as_str()))?.await
        });
        Ok(kept.await?.and_then(|kept| kept.dyn_into().ok()))
    }

    /// Forgets a file that was chosen.
    pub async fn forget(&self, chosen: &Chosen) -> Result<(), Error> {
        let forgotten = with_database(async |database| {
            let transaction = database.transaction(&[PHOTOS], TransactionMode::ReadWrite)?;
            transaction.object_store(PHOTOS)?.delete(JsValue::from(chosen.key.as_str()))?;
            commit(transaction).await
        });
        forgotten.await
    }

    /// Keeps an entry, and the photo that belongs to it in the place of the file that it was made of, together or not at
    /// all.
    pub async fn put(
        &self,
        entry: &Entry,
        photo: Option<(PhotoId, &Blob)>,
        made_of: Option<&Chosen>,
    ) -> Result<(), Error> {
        if let Some((id, blob)) = photo {
            MEMORY.with_borrow_mut(|memory| memory.insert(id, blob.clone()));
        }
        let kept = with_database(async |database| {
            let transaction = database.transaction(&[COMMANDS, PHOTOS], TransactionMode::ReadWrite)?;
            self.write(&transaction.object_store(COMMANDS)?, entry)?;
            if let Some((id, blob)) = photo {
                transaction.object_store(PHOTOS)?.put(blob, Some(&self.photo_key(id)))?;
            }
            if let Some(chosen) = made_of {
                transaction.object_store(PHOTOS)?.delete(JsValue::from(chosen.key.as_str()))?;
            }
            commit(transaction).await
        });
        kept.await?;
        if let Some((id, _)) = photo {
            MEMORY.with_borrow_mut(|memory| drop(memory.remove(&id)));
        }
        Ok(())
    }

    /// Forgets commands and photos and keeps entries in their place, all together or nothing.
    pub async fn exchange(&self, old: &[Command], new: &[Entry], photos: &[PhotoId]) -> Result<(), Error> {
        MEMORY.with_borrow_mut(|memory| memory.retain(|id, _| !photos.contains(id)));
        let exchanged = with_database(async |database| {
            let transaction = database.transaction(&[COMMANDS, PHOTOS], TransactionMode::ReadWrite)?;
            let store = transaction.object_store(COMMANDS)?;
            for command in old {
                store.delete(self.command_key(command))?;
            }
            for entry in new {
                self.write(&store, entry)?;
            }
            let store = transaction.object_store(PHOTOS)?;
            for photo in photos {
                store.delete(self.photo_key(*photo))?;
            }
            commit(transaction).await
        });
        exchanged.await
    }

    fn write(&self, store: &ObjectStore, entry: &Entry) -> Result<(), Error> {
        let Ok(text) = serde_json::to_string(entry) else { return Ok(()) };
        store.put(&text.into(), Some(&self.command_key(&entry.command))).map(drop)
    }
}

/// What a person's inspections have on this device that is not sent, by inspection.
///
/// # Errors
/// Where the browser keeps nothing.
pub async fn left_of(person: UserId) -> Result<Vec<Left>, Error> {
    let keys = with_database(async |database| {
        let transaction = database.transaction(&[COMMANDS, PHOTOS], TransactionMode::ReadOnly)?;
        let commands = transaction.object_store(COMMANDS)?.get_all_keys(None, None)?.await?;
        let photos = transaction.object_store(PHOTOS)?.get_all_keys(None, None)?.await?;
        Ok((commands, photos))
    });
    let keys = keys.await;
    // Nothing else on this page needs it, and who signs out may have the browser clear it.
    if let Some(open) = OPEN.take() {
        open.close();
    }
    let (commands, photos) = keys?;
    let mut left = Vec::<Left>::new();
    for (key, is_photo) in commands.iter().map(|key| (key, false)).chain(photos.iter().map(|key| (key, true))) {
        let Some(key) = key.as_string() else { continue };
        let mut parts = key.splitn(3, '/');
        let (Some(Ok(inspection)), Some(Ok(whose))) =
            (parts.next().map(str::parse::<InspectionId>), parts.next().map(str::parse::<UserId>))
        else {
            continue;
        };
        if whose != person {
            continue;
        }
        let at = left.iter().position(|left| left.inspection == inspection).unwrap_or_else(|| {
            left.push(Left { inspection, changes: 0, photos: 0 });
            left.len() - 1
        });
        if is_photo {
            left[at].photos += 1;
        } else {
            left[at].changes += 1;
        }
    }
    Ok(left)
}

/// An entry as it was kept; pages of an earlier version kept the command alone.
fn read(text: &str) -> Option<Entry> {
    let alone = || {
        serde_json::from_str(text).ok().map(|command| Entry { command, writer: WriterId(device().0), refused: None })
    };
    serde_json::from_str(text).ok().or_else(alone)
}

/// The device's own id; one that remembers nothing is a new device each time.
pub fn device() -> DeviceId {
    if let Some(id) = env::remembered(DEVICE).and_then(|text| text.parse().ok()) {
        return id;
    }
    let id: DeviceId = env::new_id();
    env::remember(DEVICE, &id.to_string());
    id
}

/// Ends a transaction at once, not when the page next has time: it may be about to go. One that the browser gave up has
/// kept nothing.
async fn commit(transaction: Transaction) -> Result<(), Error> {
    if transaction.commit()?.await?.is_committed() {
        Ok(())
    } else {
        Err(Error::TransactionCommitError("the browser gave it up".into()))
    }
}

/// Works with the database. A browser may close it under the page, for good: where something fails, it is opened once
/// more and the same is done again, which changes nothing where it was done before.
async fn with_database<T>(work: impl AsyncFn(&Database) -> Result<T, Error>) -> Result<T, Error> {
    let open = database().await?;
    let done = work(&open).await;
    let Err(error) = &done else { return done };
    logging::warn!("the database is opened once more: {error}");
    open.close();
    // Somebody else may have opened it meanwhile.
    OPEN.with_borrow_mut(|kept| drop(kept.take_if(|kept| Rc::ptr_eq(kept, &open))));
    work(&*database().await?).await
}

async fn database() -> Result<Rc<Database>, Error> {
    if let Some(open) = OPEN.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        for store in [COMMANDS, PHOTOS] {
            if let Err(error) = database.create_object_store(store, ObjectStoreParams::new()) {
                logging::error!("{error}");
            }
        }
    });
    let open = Rc::new(request.await?);
    OPEN.set(Some(Rc::clone(&open)));
    Ok(open)
}
