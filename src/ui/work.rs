//! Work that a person asked for: a press of a button that calls the server.

use leptos::{prelude::*, task::spawn_local};

use crate::error::AppError;

/// Whether the work is under way, and what went wrong the last time.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    busy: RwSignal<bool>,
    problem: RwSignal<Option<AppError>>,
}

impl Work {
    /// Work that has not been asked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), problem: RwSignal::new(None) }
    }

    /// Does the work, then what follows from it. A second press while it is under way does nothing.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, AppError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let done = work.await;
            // The page may have been left meanwhile, and its signals with it.
            let _ = self.busy.try_set(false);
            match done {
                Ok(value) => then(value),
                Err(error) => drop(self.problem.try_set(Some(error))),
            }
        });
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
