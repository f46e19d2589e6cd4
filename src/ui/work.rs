//! Work that a person asked for: a press of a button that calls the server.

use leptos::{prelude::*, task::spawn_local};

use super::proof::Proof;
use crate::error::AppError;

/// Whether the work is under way, and what went wrong the last time.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    busy: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
    proof: Option<Proof>,
}

impl Work {
    /// Work that has not been asked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), problem: RwSignal::new(None), proof: use_context() }
    }

    /// Does the work, then what follows from it. A second press while it is under way does nothing.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, AppError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if !self.begin() {
            return;
        }
        spawn_local(async move {
            let done = work.await;
            self.end(done, then);
        });
    }

    /// Does work that may need a fresh proof of who asks: it is asked for, and the work done again.
    pub fn run_proved<T: 'static, F: Future<Output = Result<T, AppError>> + 'static>(
        self,
        work: impl Fn() -> F + Send + Sync + 'static,
        then: impl FnOnce(T) + Send + Sync + 'static,
    ) {
        if !self.begin() {
            return;
        }
        spawn_local(async move {
            match (work().await, self.proof) {
                (Err(AppError::ProofNeeded), Some(proof)) => {
                    let _ = self.busy.try_set(false);
                    proof.ask(move || self.run_proved(work, then));
                }
                (done, _) => self.end(done, then),
            }
        });
    }

    fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.problem.set(None);
        true
    }

    fn end<T>(self, done: Result<T, AppError>, then: impl FnOnce(T)) {
        // The page may have been left meanwhile, and its signals with it.
        let _ = self.busy.try_set(false);
        match done {
            Ok(value) => then(value),
            Err(error) => drop(self.problem.try_set(Some(error))),
        }
    }

    /// Forgets what went wrong.
    pub fn clear(self) {
        self.problem.set(None);
    }

    /// For `aria-busy`: says so while the work is under way, else nothing.
    #[must_use]
    pub fn aria_busy(self) -> Option<&'static str> {
        self.busy.get().then_some("true")
    }

    /// What went wrong the last time.
    #[must_use]
    pub fn problem(self) -> Signal<Option<AppError>> {
        self.problem.into()
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::new()
    }
}
