//! What is looked for: a form that says it in the address, with or without script.

use leptos::prelude::*;
use norven_words::Locale;

use crate::{
    features::{
        audit::model::{Filter, Topic},
        orgs::model::MemberChoice,
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// A topic in words.
#[must_use]
pub fn topic_label(topic: Topic, locale: Locale) -> &'static str {
    let t = &locale.words().audit;
    match topic {
        Topic::Access => t.topic_access,
        Topic::Members => t.topic_members,
        Topic::Organisation => t.topic_organisation,
        Topic::Sites => t.topic_sites,
        Topic::Templates => t.topic_templates,
        Topic::Inspections => t.topic_inspections,
        Topic::Reports => t.topic_reports,
        Topic::Views => t.topic_views,
        Topic::Operator => t.topic_operator,
    }
}

/// The form, as it was filled in.
#[component]
pub fn Filters(
    /// What is looked for.
    filter: Filter,
    /// Who may have done it.
    members: Vec<MemberChoice>,
) -> impl IntoView {
    let (t, locale) = (&use_words().audit, use_locale());
    let Filter { who, what, object, from, to, denied } = filter.clone();
    // Whoever is no member any more, but was in the log.
    let former = who.filter(|who| members.iter().all(|member| member.id != *who));
    view! {
        <form class="filters" method="get" action=routes::AUDIT role="search" aria-label=t.filters>
            <div class="field">
                <label class="label" for="who">
                    {t.who}
                </label>
                <select class="input" id="who" name="who">
                    <option value="">{t.everybody}</option>
                    {members
                        .into_iter()
                        .map(|member| {
                            view! {
                                <option value=member.id.to_string() selected=who == Some(member.id)>
                                    {member.name}
                                </option>
                            }
                        })
                        .collect_view()}
                    {former
                        .map(|former| {
                            view! {
                                <option value=former.to_string() selected=true>
                                    {t.former_member}
                                </option>
                            }
                        })}
                </select>
            </div>
            <div class="field">
                <label class="label" for="what">
                    {t.what}
                </label>
                <select class="input" id="what" name="what">
                    <option value="">{t.everything}</option>
                    {Topic::ALL
                        .into_iter()
                        .map(|topic| {
                            view! {
                                <option value=topic.as_str() selected=what == Some(topic)>
                                    {topic_label(topic, locale)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </div>
            <div class="field">
                <label class="label" for="from">
                    {t.from}
                </label>
                <input class="input" id="from" name="from" type="date" value=from />
            </div>
            <div class="field">
                <label class="label" for="to">
                    {t.to}
                </label>
                <input class="input" id="to" name="to" type="date" value=to />
            </div>
            <label class="check">
                <input type="checkbox" name="denied" value="on" checked=denied />
                <span>{t.denied_only}</span>
            </label>
            {object.map(|object| view! { <input type="hidden" name="object" value=object.to_string() /> })}
            <button class="button primary" type="submit">
                <Icon name="filter" />
                {t.show}
            </button>
            {(!filter.is_empty())
                .then(|| {
                    view! {
                        <a class="button" href=routes::AUDIT>
                            {t.clear}
                        </a>
                    }
                })}
        </form>
        {object
            .map(|_| {
                let rest = Filter { object: None, ..filter };
                view! {
                    <div class="banner info">
                        <Icon name="filter" />
                        <div class="banner-text">
                            <p>{t.one_thing}</p>
                        </div>
                        <div class="banner-actions">
                            <a href=routes::audit(&rest.query())>{t.all_things}</a>
                        </div>
                    </div>
                }
            })}
    }
}
