//! The list of reports that were replaced or revoked: fetched once, the same for everybody, so that whoever
//! serves it learns nothing of the report that is looked up in it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Promise, Uint8Array};
use norven_proof::log::note::NoteKey;
use norven_proof::standing::List;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, RequestInit, Response, Window};

/// For how long a list that was fetched is not fetched again, in milliseconds.
const FRESH: f64 = 5.0 * 60_000.0;

/// How long a verdict waits for the list at most, in milliseconds.
const PATIENCE: u32 = 6_000;

/// Where the list comes from, and the one that is held.
pub struct Source {
    window: Window,
    url: String,
    key: NoteKey,
    held: RefCell<Option<Rc<List>>>,
    fetched_at: Cell<f64>,
    on_its_way: RefCell<Option<Promise>>,
}

impl Source {
    /// The list at an address, signed with a key.
    pub fn new(window: Window, url: String, key: NoteKey) -> Self {
        let (held, fetched_at) = (RefCell::default(), Cell::new(f64::NEG_INFINITY));
        Self { window, url, key, held, fetched_at, on_its_way: RefCell::default() }
    }

    /// The list as of `now`, in milliseconds since 1970. Where it cannot be fetched, the one that was
    /// fetched before, if any.
    pub async fn list(self: Rc<Self>, now: f64) -> Option<Rc<List>> {
        // A clock that was set back makes a list no fresher.
        if !(0.0..FRESH).contains(&(now - self.fetched_at.get())) {
            // Out of reach, or signed by somebody else: as good as none.
            drop(JsFuture::from(self.clone().fetch(now)).await);
            self.on_its_way.take();
        }
        self.held.borrow().clone()
    }

    /// Has the list fetched again before the next answer.
    pub fn forget(&self) {
        self.fetched_at.set(f64::NEG_INFINITY);
    }

    /// Whoever asks while the list is on its way waits for the same answer.
    fn fetch(self: Rc<Self>, now: f64) -> Promise {
        let source = self.clone();
        let start = || {
            future_to_promise(async move {
                let list = source.get().await?;
                // An older list than the one that is held has nothing to say.
                let older = source.held.borrow().as_ref().is_some_and(|held| held.time() > list.time());
                if !older {
                    source.held.replace(Some(Rc::new(list)));
                }
                source.fetched_at.set(now);
                Ok(JsValue::UNDEFINED)
            })
        };
        self.on_its_way.borrow_mut().get_or_insert_with(start).clone()
    }

    async fn get(&self) -> Result<List, JsValue> {
        let init = RequestInit::new();
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
        let response = JsFuture::from(self.window.fetch_with_str_and_init(&self.url, &init)).await?;
        let response: Response = response.dyn_into()?;
        if !response.ok() {
            return Err(JsValue::NULL);
        }
        let bytes = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
        // Somebody else than the issuer may have answered, such as the sign-in page of a hotel.
        List::parse(&bytes, &self.key).map_err(|_| JsValue::NULL)
    }
}
