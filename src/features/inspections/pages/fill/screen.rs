//! Which screen is shown: it stands in the page's address, so that a reload and the back button
//! lead where a person expects.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use crate::ids::ItemId;

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A section, from 0.
    Section(usize),
    /// What is missing.
    Finish,
    /// The result, before it is final.
    Review,
}

impl Screen {
    /// Reads the screen from the address; what makes no sense leads to the first section.
    #[must_use]
    pub fn read(at: Option<&str>, sections: usize) -> Self {
        match at {
            Some("finish") => Self::Finish,
            Some("review") => Self::Review,
            at => {
                let place = at.and_then(|at| at.parse::<usize>().ok()).unwrap_or(1);
                Self::Section(place.clamp(1, sections.max(1)) - 1)
            }
        }
    }

    /// Its address on this page.
    #[must_use]
    pub fn href(self) -> String {
        match self {
            Self::Section(at) => format!("?at={}", at + 1),
            Self::Finish => "?at=finish".to_owned(),
            Self::Review => "?at=review".to_owned(),
        }
    }

    /// The address of an item on this screen.
    #[must_use]
    pub fn href_of(self, item: ItemId) -> String {
        format!("{}#{}", self.href(), anchor(item))
    }
}

/// The id of an item's element.
#[must_use]
pub fn anchor(item: ItemId) -> String {
    format!("i-{item}")
}

/// Shows a place and moves the focus there: an element, or the top of the page.
pub fn arrive(target: &str) {
    let found = document().get_element_by_id(target).filter(|_| !target.is_empty());
    if let Some(found) = found {
        found.scroll_into_view();
        focus(&found);
    } else {
        leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
        if let Some(main) = document().get_element_by_id("main") {
            focus(&main);
        }
    }
}

fn focus(element: &leptos::web_sys::Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        drop(element.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_makes_no_sense_leads_to_a_section_that_exists() {
        assert_eq!(Screen::read(Some("3"), 6), Screen::Section(2));
        for at in [None, Some(""), Some("x"), Some("0"), Some("-1")] {
            assert_eq!(Screen::read(at, 6), Screen::Section(0), "{at:?}");
        }
        assert_eq!(Screen::read(Some("99"), 6), Screen::Section(5));
        assert_eq!(Screen::read(Some("1"), 0), Screen::Section(0));
    }

    #[test]
    fn an_address_leads_back_to_its_screen() {
        for screen in [Screen::Section(4), Screen::Finish, Screen::Review] {
            assert_eq!(Screen::read(screen.href().strip_prefix("?at="), 6), screen);
        }
    }
}
