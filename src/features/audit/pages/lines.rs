//! An event as a line.

use leptos::prelude::*;
use norven_words::Locale;

use super::sentences::sentence;
use crate::{
    address::in_words,
    features::{
        audit::model::{EventLine, Filter},
        orgs::model::Role,
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// The fact that tells people which thing it was.
fn subject(event: &EventLine, locale: Locale) -> Option<String> {
    let fact = |key: &str| event.detail.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let thing = match fact("role").and_then(Role::parse) {
        Some(role) => Some(role.label(locale).to_owned()),
        None => ["number", "name", "title", "template", "email", "address"]
            .into_iter()
            .find_map(fact)
            .map(ToOwned::to_owned),
    };
    // How many there were, where one line stands for several.
    match fact("repeated") {
        Some(times) => Some(format!("{} × {times}", thing.unwrap_or_default()).trim_start().to_owned()),
        None => thing,
    }
}

/// Name and address, of `Lucía Fernández <lucia@example.com>`.
fn who(actor: &str) -> (&str, &str) {
    actor.split_once(" <").map_or((actor, ""), |(name, address)| (name, address.trim_end_matches('>')))
}

/// One event; a person's name leads to what else they did, a thing to what else happened to it.
#[component]
pub fn Line(
    /// The event.
    event: EventLine,
) -> impl IntoView {
    let (t, locale) = (&use_words().audit, use_locale());
    let what = sentence(&event.action, locale).map_or_else(|| event.action.clone(), ToOwned::to_owned);
    let subject = subject(&event, locale);
    let (name, address) = who(&event.actor);
    let name = match name {
        // Whatever is recorded has an address, until it is erased.
        "" if event.ip.is_empty() => t.erased.to_owned(),
        "" => t.machine.to_owned(),
        name => name.to_owned(),
    };
    let address = address.to_owned();
    let by = event.user.map(|user| routes::audit(&Filter { who: Some(user), ..Filter::default() }.query()));
    let object = event.object_kind.clone();
    view! {
        <tr>
            <td class="lead">
                {what} {subject.map(|subject| view! { <small>{subject}</small> })}
                {event
                    .denied
                    .then(|| {
                        view! {
                            <span class="status fail">
                                <Icon name="cross" />
                                {t.denied}
                            </span>
                        }
                    })}
            </td>
            <td>
                {match by {
                    Some(by) => view! { <a href=by>{name}</a> }.into_any(),
                    None => name.into_any(),
                }}
            </td>
            <td class="num">
                <time datetime=event.at.datetime_attribute()>{event.at.date_time(locale)}</time>
            </td>
            <td class="num">{in_words(&event.ip, locale)}</td>
            <td class="wide">
                <details class="fold">
                    <summary>{t.details}</summary>
                    <dl class="facts">
                        {(!address.is_empty()).then(|| view! { <dt>{t.column_who}</dt> <dd>{address}</dd> })}
                        <dt>{t.object}</dt>
                        <dd>
                            {object}
                            {event
                                .object_id
                                .map(|id| {
                                    view! {
                                        " "
                                        {id.to_string()}
                                        " · "
                                        <a href=routes::history(id)>{t.history}</a>
                                    }
                                })}
                        </dd>
                        {event
                            .detail
                            .into_iter()
                            .map(|(key, value)| view! { <dt>{key}</dt> <dd>{value}</dd> })
                            .collect_view()}
                        {(!event.user_agent.is_empty())
                            .then(|| view! { <dt>{t.device}</dt> <dd>{event.user_agent}</dd> })}
                        <dt>{t.request}</dt>
                        <dd>{event.request}</dd>
                    </dl>
                </details>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_shown_by_name_and_the_address_is_kept_for_the_details() {
        assert_eq!(who("Lucía Fernández <lucia@example.com>"), ("Lucía Fernández", "lucia@example.com"));
        assert_eq!(who(""), ("", ""));
    }
}
