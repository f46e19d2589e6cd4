//! The page: a file is chosen or dropped, a code is in the address, a question is asked again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use norven_proof::digest::Digest;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, Document, DragEvent, Element, Event, EventTarget, File, HtmlElement, HtmlInputElement, HtmlProgressElement,
    Response, Window,
};

use crate::{
    reading, register, templates,
    verdict::{Reply, Source, Verdict, code, size},
};

/// Starts listening, and looks at the address.
pub fn start() -> Result<(), JsValue> {
    let page = Rc::new(Page::find()?);
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
    let changed = page.clone();
    on(&page.window, "hashchange", move |_| changed.clone().read_address())?;
    page.read_address();
    Ok(())
}

fn on(target: &EventTarget, event: &str, act: impl Fn(Event) + 'static) -> Result<(), JsValue> {
    let closure = Closure::<dyn Fn(Event)>::new(act).into_js_value();
    target.add_event_listener_with_callback(event, closure.unchecked_ref())
}

/// What is asked about.
#[derive(Clone)]
struct Question {
    source: Source,
    digest: Digest,
    /// The file's name and size; nothing for a code.
    file: String,
    size: String,
}

struct Page {
    window: Window,
    document: Document,
    /// Where verdicts appear.
    place: Element,
    /// The reader's language.
    language: String,
    /// Counts what was begun: whoever is not the latest is silent.
    turn: Cell<u32>,
    /// The latest question, to ask it again.
    question: RefCell<Option<Question>>,
}

impl Page {
    fn find() -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let document = window.document().ok_or(JsValue::NULL)?;
        let place = document.get_element_by_id("verdict").ok_or(JsValue::NULL)?;
        let language = document.document_element().and_then(|html| html.get_attribute("lang")).unwrap_or_default();
        Ok(Self { window, document, place, language, turn: Cell::new(0), question: RefCell::new(None) })
    }

    /// Begins something new: whatever is under way stops.
    fn begin(&self) -> u32 {
        self.turn.set(self.turn.get() + 1);
        self.turn.get()
    }

    fn show(&self, name: &str, values: &[(&str, &str)]) {
        // The templates are part of the page; one that is missing leaves the page as it is.
        drop(templates::show(&self.document, &self.place, name, values));
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

    /// Reads a file and asks about it.
    async fn check(&self, turn: u32, name: String, file: &Blob) {
        let comma = self.language == "es";
        let total = size(file.size(), comma);
        self.make_room();
        self.show("reading", &[("name", &name), ("total", &total)]);
        let bar = self.place.query_selector("progress").ok().flatten();
        let bar = bar.and_then(|bar| bar.dyn_into::<HtmlProgressElement>().ok());
        let read = reading::digest(file, |read| {
            if let Some(bar) = &bar {
                bar.set_value(read / file.size());
            }
            self.turn.get() == turn
        });
        match read.await {
            Ok(Some(digest)) => {
                self.ask(turn, Question { source: Source::File, digest, file: name, size: total }).await;
            }
            Ok(None) => {}
            Err(_) => self.conclude("unreadable", &[("name", &name)]),
        }
    }

    /// Asks the register and shows the verdict.
    async fn ask(&self, turn: u32, question: Question) {
        self.question.replace(Some(question.clone()));
        let reply = register::ask(question.digest, &self.language).await;
        if self.turn.get() != turn {
            return;
        }
        let verdict = Verdict::of(question.source, &reply);
        let (digest, seconds) = (question.digest.to_string(), if let Reply::Busy(wait) = reply { wait } else { 0 });
        let entry = if let Reply::Known(entry) = reply { entry } else { Default::default() };
        self.conclude(
            verdict.template(),
            &[
                ("digest", &digest),
                ("file", &question.file),
                ("size", &question.size),
                ("seconds", &seconds.to_string()),
                ("issuer", &entry.issuer),
                ("number", &entry.number),
                ("revision", &entry.revision),
                ("date", &entry.issued),
            ],
        );
    }

    /// Shows a verdict and reads it out.
    fn conclude(&self, name: &str, values: &[(&str, &str)]) {
        self.show(name, values);
        templates::focus(&self.place);
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

    /// Looks a code up that stands in the address.
    fn read_address(self: Rc<Self>) {
        let fragment = self.window.location().hash().unwrap_or_default();
        match code(&fragment) {
            Ok(None) => {}
            Ok(Some(digest)) => {
                let question = Question { source: Source::Code, digest, file: String::new(), size: String::new() };
                self.ask_about(question);
            }
            // A link to a part of this page is no code.
            Err(place) if self.document.get_element_by_id(&place).is_some() => {}
            Err(_) => {
                self.begin();
                self.conclude("malformed", &[]);
            }
        }
    }

    fn ask_about(self: Rc<Self>, question: Question) {
        let turn = self.begin();
        spawn_local(async move { self.ask(turn, question).await });
    }

    /// A press on "Ask again", or on one of the samples.
    fn clicked(self: Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if let Ok(Some(_)) = target.closest("[data-again]") {
            let question = self.question.borrow().clone();
            if let Some(question) = question {
                self.ask_about(question);
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
            Err(_) => self.conclude("unreadable", &[("name", &name)]),
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
