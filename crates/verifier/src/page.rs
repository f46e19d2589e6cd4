//! The page: a file is chosen or dropped, a code is in the address.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Array, Function, Uint8Array};
use norven_proof::envelope::MAX_FILE_BYTES;
use norven_proof::qr::Facts;
use norven_proof::record::{Instant, Record};
use norven_proof::standing::List;
use norven_proof::trust::Trust;
use norven_proof::verdict::Verdict;
use norven_proof::verify::verify_with;
use norven_words::Locale;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Document, DragEvent, Element, Event, EventTarget, File, HtmlElement, HtmlInputElement,
    HtmlProgressElement, Response, Url, Window,
};

use crate::code;
use crate::reading::{self, Read};
use crate::standing::Source;
use crate::templates;
use crate::text;
use crate::verdict::Question;
use crate::view::View;
use crate::whole;

/// Starts listening, and looks at the address.
pub fn start(clock: Function) -> Result<(), JsValue> {
    let page = Rc::new(Page::find(clock)?);
    let inputs = page.document.query_selector_all("input[type=file]")?;
    for input in (0..inputs.length()).filter_map(|at| inputs.get(at)) {
        let input: HtmlInputElement = input.dyn_into()?;
        // A file may have been chosen while this module was on its way.
        page.clone().take_chosen(&input);
        let (page, target) = (page.clone(), input.clone());
        on(&input, "change", move |_| page.clone().take_chosen(&target))?;
    }
    let (dropped, over, left) = (page.clone(), page.clone(), page.clone());
    // Wherever on the page a file is let go, the browser must not open it instead.
    on(&page.document, "drop", move |event| dropped.clone().take_dropped(&event))?;
    on(&page.document, "dragover", move |event| {
        event.prevent_default();
        over.mark_over(true);
    })?;
    on(&page.document, "dragleave", move |_| left.mark_over(false))?;
    let clicked = page.clone();
    on(&page.document, "click", move |event| clicked.clone().clicked(&event))?;
    let opened = page.clone();
    on(&page.document, "toggle", move |event| opened.show_whole(&event))?;
    let changed = page.clone();
    on(&page.window, "hashchange", move |_| changed.clone().read_address())?;
    page.clone().read_address();
    // Fetched before it is needed: a verdict is not kept waiting.
    spawn_local(async move { drop(page.list().await) });
    Ok(())
}

/// Listens for an event on its way down to its target: some, such as that something was opened, do not come up again.
fn on(target: &EventTarget, event: &str, act: impl Fn(Event) + 'static) -> Result<(), JsValue> {
    let closure = Closure::<dyn Fn(Event)>::new(act).into_js_value();
    target.add_event_listener_with_callback_and_bool(event, closure.unchecked_ref(), true)
}

/// Whom the page trusts, and the list that they publish.
struct Trusted {
    trust: Trust,
    source: Rc<Source>,
}

impl Trusted {
    /// What the server wrote into the page.
    fn find(window: &Window, document: &Document) -> Option<Self> {
        let element = document.get_element_by_id("trust")?;
        let trust = Trust::parse(element.text_content()?.as_bytes()).ok()?;
        // On the issuer's own page the list is beside it; a page that was saved asks by the full address.
        let url = element.get_attribute("data-standing").unwrap_or_else(|| trust.standing.url.clone());
        let source = Rc::new(Source::new(window.clone(), url, trust.standing.key.clone()));
        Some(Self { trust, source })
    }
}

struct Page {
    window: Window,
    document: Document,
    /// Where verdicts appear.
    place: Element,
    /// The reader's language.
    locale: Locale,
    /// Says what time it is, in milliseconds since 1970.
    clock: Function,
    /// Nothing where the page holds no trust document that this module reads.
    trusted: Option<Trusted>,
    /// Counts what was begun: whoever is not the latest is silent.
    turn: Cell<u32>,
    /// What the code said with which the page was opened.
    code: RefCell<Option<Facts>>,
    /// The latest file, to check it again.
    file: RefCell<Option<(String, Blob)>>,
    /// The address of the original that is offered.
    original: RefCell<Option<String>>,
    /// The report in the latest file, where that is of another kind.
    inside: RefCell<Option<(String, Blob)>>,
    /// The record in the latest file, to show it whole.
    record: RefCell<Option<Box<Record>>>,
}

impl Page {
    fn find(clock: Function) -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let document = window.document().ok_or(JsValue::NULL)?;
        let place = document.get_element_by_id("verdict").ok_or(JsValue::NULL)?;
        let tag = document.document_element().and_then(|html| html.get_attribute("lang"));
        let locale = tag.and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default();
        let trusted = Trusted::find(&window, &document);
        let (turn, code, file, original, inside, record) = Default::default();
        Ok(Self { window, document, place, locale, clock, trusted, turn, code, file, original, inside, record })
    }

    /// The device's time, in milliseconds since 1970.
    fn now(&self) -> f64 {
        self.clock.call0(&JsValue::UNDEFINED).ok().and_then(|now| now.as_f64()).unwrap_or_default()
    }

    async fn list(&self) -> Option<Rc<List>> {
        self.trusted.as_ref()?.source.clone().list(self.now()).await
    }

    /// Begins something new: whatever is under way stops, and what was offered is given up.
    fn begin(&self) -> u32 {
        self.turn.set(self.turn.get().wrapping_add(1));
        drop(self.inside.take());
        drop(self.record.take());
        if let Some(address) = self.original.take() {
            drop(Url::revoke_object_url(&address));
        }
        self.turn.get()
    }

    fn show(&self, view: &View) {
        // The templates are part of the page; one that is missing leaves the page as it is.
        drop(templates::show(&self.document, &self.place, view));
    }

    /// Shows a verdict and reads it out.
    fn conclude(&self, view: &View) {
        self.show(view);
        templates::focus(&self.place);
    }

    fn mark_over(&self, over: bool) {
        let areas = self.document.query_selector_all(".drop");
        let areas = areas.iter().flat_map(|areas| (0..areas.length()).filter_map(|at| areas.get(at)));
        for area in areas.filter_map(|area| area.dyn_into::<Element>().ok()) {
            // An attribute of this name can always be set.
            drop(area.toggle_attribute_with_force("data-over", over));
        }
    }

    fn take_chosen(self: Rc<Self>, input: &HtmlInputElement) {
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            self.take(file);
            // Choosing the same file once more is a change again.
            input.set_value("");
        }
    }

    fn take_dropped(self: Rc<Self>, event: &Event) {
        event.prevent_default();
        self.mark_over(false);
        let files = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer).and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            self.take(file);
        }
    }

    fn take(self: Rc<Self>, file: File) {
        let turn = self.begin();
        spawn_local(async move { self.check(turn, file.name(), &file).await });
    }

    /// Reads a file and says what it is.
    async fn check(&self, turn: u32, name: String, file: &Blob) {
        self.file.replace(Some((name.clone(), file.clone())));
        self.make_room();
        let size = text::size(self.locale, file.size() as u64);
        self.show(&View::new("reading").with("file", &name).with("size", size));
        let bar = self.place.query_selector("progress").ok().flatten();
        let bar = bar.and_then(|bar| bar.dyn_into::<HtmlProgressElement>().ok());
        let read = reading::read(file, |read| {
            if let Some(bar) = &bar {
                bar.set_value(read / file.size());
            }
            self.turn.get() == turn
        });
        let Some(Trusted { trust, .. }) = &self.trusted else {
            return self.conclude(&View::new("no-trust"));
        };
        let read = match read.await {
            Ok(Some(read)) => read,
            Ok(None) => return,
            Err(_) => return self.conclude(&View::new("unreadable").with("file", name)),
        };
        let list = self.list().await;
        if self.turn.get() != turn {
            return;
        }
        let (now, code) = (Instant::from_unix_micros((self.now() * 1000.0) as i64), self.code.borrow());
        let question = Question { locale: self.locale, trust, now: &now, file: &name, code: code.as_ref() };
        match read {
            Read::Digest(sha256) => {
                self.conclude(&question.too_large(file.size() as u64, MAX_FILE_BYTES as u64, sha256));
            }
            Read::Whole(bytes) => {
                let verdict = verify_with(&bytes, trust, list.as_deref(), &now, text::is_nfc);
                self.conclude(&question.view(&verdict));
                let stem = stem(&name);
                match verdict {
                    Verdict::Issued { record, .. } => self.keep(Some(record)),
                    Verdict::IssuedUnlogged { record, .. } => self.keep(record),
                    // Without the offer the verdict is as true.
                    Verdict::Altered { original, record, .. } => {
                        self.keep(record);
                        let original = original.and_then(|range| bytes.get(range)).and_then(pdf);
                        drop(original.map(|original| self.offer(&format!("{stem}-original.pdf"), &original)));
                    }
                    Verdict::Wrapped { inside, .. } => {
                        drop(bytes);
                        let called = inside.name.unwrap_or_else(|| format!("{stem}.pdf"));
                        if let Some(report) = pdf(&inside.bytes) {
                            drop(self.offer(&called, &report));
                            self.inside.replace(Some((called, report)));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Keeps the record of what is shown.
    fn keep(&self, record: Option<Box<Record>>) {
        drop(self.record.replace(record));
    }

    /// Shows the record whole, once somebody opens the place for it.
    fn show_whole(&self, event: &Event) {
        let opened = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let place = opened.and_then(|opened| opened.query_selector("[data-whole]").ok().flatten());
        if let Some(place) = place
            && let Some(record) = self.record.take()
        {
            for row in whole::rows(self.locale, &record) {
                // The templates are part of the page; one that is missing leaves its row out.
                drop(templates::append(&self.document, &place, &row));
            }
        }
    }

    /// Offers a report to be saved.
    fn offer(&self, name: &str, report: &Blob) -> Result<(), JsValue> {
        let Some(link) = self.place.query_selector("a[data-original]")? else { return Ok(()) };
        let address = Url::create_object_url_with_blob(report)?;
        link.set_attribute("href", &address)?;
        link.set_attribute("download", name)?;
        self.original.replace(Some(address));
        Ok(())
    }

    /// The place to drop a file gives way to a smaller one for the next.
    fn make_room(&self) {
        for (id, hidden) in [("drop", true), ("again", false)] {
            let area = self.document.get_element_by_id(id).and_then(|area| area.dyn_into::<HtmlElement>().ok());
            if let Some(area) = area {
                area.set_hidden(hidden);
            }
        }
    }

    /// Reads a code that stands in the address.
    fn read_address(self: Rc<Self>) {
        let fragment = self.window.location().hash().unwrap_or_default();
        let place = fragment.trim_start_matches('#');
        // A link to a part of this page is no code.
        if place.is_empty() || self.document.get_element_by_id(place).is_some() {
            return;
        }
        let turn = self.begin();
        let Some(Trusted { trust, .. }) = &self.trusted else {
            return self.conclude(&View::new("no-trust"));
        };
        match Facts::parse(&fragment, &trust.qr_key) {
            Ok(facts) => {
                self.code.replace(Some(facts.clone()));
                spawn_local(async move {
                    let list = self.list().await;
                    if self.turn.get() == turn {
                        self.conclude(&code::facts(self.locale, &facts, list.as_deref()));
                    }
                });
            }
            Err(error) => self.conclude(&code::refused(error)),
        }
    }

    /// A press on "Check again", on the report inside, or on one of the samples.
    fn clicked(self: Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if let Ok(Some(_)) = target.closest("[data-again]") {
            if let Some(trusted) = &self.trusted {
                trusted.source.forget();
            }
            let file = self.file.borrow().clone();
            if let Some((name, file)) = file {
                let turn = self.begin();
                spawn_local(async move { self.check(turn, name, &file).await });
            }
        } else if let Ok(Some(_)) = target.closest("[data-inside]") {
            let inside = self.inside.take();
            if let Some((name, report)) = inside {
                let turn = self.begin();
                spawn_local(async move { self.check(turn, name, &report).await });
            }
        } else if let Ok(Some(link)) = target.closest("a[data-sample]")
            && let Some(address) = link.get_attribute("href")
        {
            event.prevent_default();
            let turn = self.begin();
            spawn_local(async move { self.check_sample(turn, &address).await });
        }
    }

    /// Fetches a sample and checks it like any other file.
    async fn check_sample(&self, turn: u32, address: &str) {
        let name = address.rsplit('/').next().unwrap_or_default().to_owned();
        match self.fetch(address).await {
            Ok(file) => self.check(turn, name, &file).await,
            Err(_) if self.turn.get() == turn => self.conclude(&View::new("no-sample")),
            Err(_) => {}
        }
    }

    async fn fetch(&self, address: &str) -> Result<Blob, JsValue> {
        let response: Response = JsFuture::from(self.window.fetch_with_str(address)).await?.dyn_into()?;
        if !response.ok() {
            return Err(JsValue::NULL);
        }
        JsFuture::from(response.blob()?).await?.dyn_into()
    }
}

/// A report that is handed out.
fn pdf(bytes: &[u8]) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("application/pdf");
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options).ok()
}

/// A file's name without what says of which kind it is.
fn stem(name: &str) -> &str {
    let ends = [".pdf", ".zip", ".gz", ".tar", ".eml", ".msg", ".p7m", ".txt"];
    ends.into_iter().fold(name, |name, end| name.strip_suffix(end).unwrap_or(name))
}
