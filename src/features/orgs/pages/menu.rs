//! The menu of the person: profile, organisation, language, theme, signing out.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use norven_words::Locale;

use crate::{
    features::{
        inspections::pages::LeftBehind,
        orgs::{api::choose_organisation, model::Viewer},
    },
    ids::OrgId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
        theme::ThemeSwitch,
        work::Work,
    },
};

/// The first letters of the first two words of a name.
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

/// Opens the menu of the person.
#[component]
pub fn UserButton(
    /// Who.
    viewer: Viewer,
    /// Whether there is room for the name.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let avatar = view! {
        <span class="avatar" aria-hidden="true">
            {initials(&viewer.name)}
        </span>
    };
    if wide {
        let org = viewer.org.map(|(org, _)| org.name).unwrap_or_default();
        view! {
            <button class="side-user" type="button" popovertarget="me">
                {avatar}
                <span class="clip">{viewer.name} <small class="clip">{org}</small></span>
                <Icon name="more" />
            </button>
        }
        .into_any()
    } else {
        view! {
            <button class="button quiet square" type="button" popovertarget="me">
                {avatar}
                <span class="sr">{use_words().orgs.your_menu}</span>
            </button>
        }
        .into_any()
    }
}

/// The menu itself.
#[component]
pub fn UserMenu(
    /// Whose.
    viewer: Viewer,
) -> impl IntoView {
    let t = use_words();
    let location = use_location();
    let menu = NodeRef::<html::Div>::new();
    // A link of the menu leads to a page of the same document: the menu has to go by itself.
    Effect::new(move || {
        location.pathname.track();
        if let Some(menu) = menu.get_untracked() {
            drop(menu.hide_popover());
        }
    });
    view! {
        <div class="menu" id="me" popover="auto" node_ref=menu>
            <p class="menu-head">
                <b>{viewer.name.clone()}</b>
                <small class="wrap">{viewer.email.clone()}</small>
            </p>
            <hr />
            <a class="menu-item" href=routes::PROFILE>
                <Icon name="user" />
                {t.orgs.profile}
            </a>
            <Organisations viewer />
            <hr />
            <Languages />
            <ThemeSwitch name="menu-theme" class="block" />
            <hr />
            <LeftBehind />
            <form action="/sign-out" method="post">
                <button class="menu-item" type="submit">
                    <Icon name="logout" />
                    {t.common.sign_out}
                </button>
            </form>
        </div>
    }
}

/// The organisations to work in.
#[component]
fn Organisations(viewer: Viewer) -> impl IntoView {
    let work = Work::new();
    let here = viewer.org.as_ref().map(|(org, _)| org.id);
    let others = viewer.orgs.into_iter().filter(|(id, _)| Some(*id) != here).collect::<Vec<_>>();
    let choose = move |org: OrgId| {
        work.run(choose_organisation(org), |()| {
            // Everything on the page belongs to the organisation that is left.
            drop(window().location().set_href(routes::OVERVIEW));
        });
    };
    view! {
        {move || work.problem().get().map(|error| view! { <Problem error /> })}
        {others
            .into_iter()
            .map(|(id, name)| {
                view! {
                    <button
                        class="menu-item"
                        type="button"
                        aria-busy=move || work.aria_busy()
                        on:click=move |_| choose(id)
                    >
                        <Icon name="building" />
                        {name}
                    </button>
                }
            })
            .collect_view()}
        <a class="menu-item" href=routes::NEW_ORGANISATION rel="external">
            <Icon name="plus" />
            {use_words().orgs.new_organisation}
        </a>
    }
}

/// The other languages.
#[component]
fn Languages() -> impl IntoView {
    let path = use_location().pathname;
    let present = use_locale();
    let others = Locale::ALL.into_iter().filter(move |locale| *locale != present);
    view! {
        <form action="/locale" method="post">
            <input type="hidden" name="then" value=move || path.get() />
            {others
                .map(|locale| {
                    view! {
                        <button class="menu-item" type="submit" name="locale" value=locale.tag() lang=locale.tag()>
                            <Icon name="globe" />
                            {locale.name()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_two_words() {
        assert_eq!(initials("Lucía Fernández Gómez"), "LF");
        assert_eq!(initials("óscar"), "Ó");
        assert_eq!(initials(""), "");
    }
}
