//! What needs a fresh proof of who asks: it waits for the proof, and is then done as if nothing had been asked.

use leptos::prelude::*;

/// What waits for a proof.
type Waiting = Box<dyn FnOnce() + Send + Sync>;

/// The page's one question for a proof.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    asked: RwSignal<bool>,
    waiting: StoredValue<Option<Waiting>>,
}

impl Proof {
    /// Makes it known to every [`Work`](super::work::Work) of the page, and to the dialog that asks.
    #[must_use]
    pub fn provide() -> Self {
        let proof = Self { asked: RwSignal::new(false), waiting: StoredValue::new(None) };
        provide_context(proof);
        proof
    }

    /// Asks for a proof; what waits is done once it is given, and forgotten where it is not.
    pub fn ask(self, waiting: impl FnOnce() + Send + Sync + 'static) {
        self.waiting.set_value(Some(Box::new(waiting)));
        self.asked.set(true);
    }

    /// Whether it is asked for now: the dialog is open.
    #[must_use]
    pub fn asked(self) -> RwSignal<bool> {
        self.asked
    }

    /// It was given.
    pub fn given(self) {
        self.asked.set(false);
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            waiting();
        }
    }
}
