//! Light or dark: what the device says, or what the person chose on this device.

use leptos::prelude::*;

use super::{
    env::{keep_theme, kept_theme, use_words},
    icon::Icon,
};

/// A choice of theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// As the page's `data-theme` and the device keep it; nothing where the device decides.
    #[must_use]
    pub fn as_attribute(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn from_attribute(text: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_attribute() == text).unwrap_or_default()
    }
}

/// Brings the kept theme to the page, and every later choice to page and device.
pub fn provide_theme() {
    let theme = RwSignal::new(Theme::Auto);
    let read = StoredValue::new(false);
    provide_context(theme);
    Effect::new(move || {
        // The first render knows no device: what it kept is read once, afterwards.
        if !read.get_value() {
            read.set_value(true);
            theme.set(Theme::from_attribute(kept_theme().as_deref()));
        }
        let chosen = theme.get().as_attribute();
        keep_theme(chosen);
        if let Some(html) = document().document_element() {
            drop(match chosen {
                Some(name) => html.set_attribute("data-theme", name),
                None => html.remove_attribute("data-theme"),
            });
        }
    });
}

/// Chooses the theme.
#[component]
pub fn ThemeSwitch(
    /// Name of the radio group, unique in the page.
    name: &'static str,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let t = &use_words().orgs;
    let theme = use_context::<RwSignal<Theme>>().unwrap_or_else(|| RwSignal::new(Theme::Auto));
    let choice = move |choice: Theme, icon: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name
                    prop:checked=move || theme.get() == choice
                    on:change=move |_| theme.set(choice)
                />
                <Icon name=icon />
                {label}
            </label>
        }
    };
    view! {
        <div class=format!("segments {class}") role="radiogroup" aria-label=t.theme>
            {choice(Theme::Auto, "phone", t.theme_auto)}
            {choice(Theme::Light, "sun", t.theme_light)}
            {choice(Theme::Dark, "moon", t.theme_dark)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_device_kept_is_read_back_and_anything_else_follows_the_device() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_attribute(theme.as_attribute()), theme);
        }
        assert_eq!(Theme::from_attribute(Some("sepia")), Theme::Auto);
    }
}
