//! The languages that an organisation works in.

use std::collections::BTreeSet;

use leptos::prelude::*;
use norven_words::Locale;

use crate::{
    error::AppError,
    ui::{
        env::use_words,
        form::{Checks, FieldError},
    },
};

/// What is chosen: the languages, by tag, and the one to begin in.
#[derive(Clone, Copy)]
pub struct Languages {
    all: RwSignal<BTreeSet<&'static str>>,
    first: RwSignal<Locale>,
}

impl Languages {
    /// What is set.
    #[must_use]
    pub fn of(languages: &[Locale], first: Locale) -> Self {
        let all = languages.iter().map(|language| language.tag()).collect();
        Self { all: RwSignal::new(all), first: RwSignal::new(first) }
    }

    /// The languages that are chosen.
    #[must_use]
    pub fn all(self) -> Vec<Locale> {
        self.all.with_untracked(|tags| tags.iter().copied().filter_map(Locale::from_tag).collect())
    }

    /// The one to begin in: where only one is chosen, that.
    #[must_use]
    pub fn first(self) -> Locale {
        match self.all().as_slice() {
            [only] => *only,
            _ => self.first.get_untracked(),
        }
    }
}

/// Asks for them.
#[component]
pub fn LanguagesField(
    /// What is chosen.
    languages: Languages,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
) -> impl IntoView {
    let t = &use_words().orgs;
    let options = Locale::ALL.map(|language| (language.tag(), language.name().to_owned())).to_vec();
    let several = move || languages.all.with(|all| all.len() > 1);
    let begin = move || {
        Locale::ALL
            .map(|language| {
                view! {
                    <label class="choice">
                        <input
                            type="radio"
                            name="locale"
                            checked=languages.first.get_untracked() == language
                            on:change=move |_| languages.first.set(language)
                        />
                        <span lang=language.tag()>{language.name()}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <Checks name="languages" legend=t.languages hint=t.languages_hint options chosen=languages.all problem />
        <Show when=several>
            <fieldset class="field choices two" id="locale" tabindex="-1" aria-describedby="locale-hint locale-error">
                <legend class="label">{t.first_language}</legend>
                <FieldError name="locale" problem />
                {begin()}
            </fieldset>
            <p class="hint" id="locale-hint">
                {t.first_language_hint}
            </p>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_in_one_language_begins_in_it() {
        Owner::new().with(|| {
            assert_eq!(Languages::of(&[Locale::Es], Locale::En).first(), Locale::Es);
            let both = Languages::of(&[Locale::En, Locale::Es], Locale::Es);
            assert_eq!((both.all(), both.first()), (vec![Locale::En, Locale::Es], Locale::Es));
        });
    }
}
