//! The links of a report.

use leptos::prelude::*;

use super::Loaded;
use crate::{
    features::sharing::{
        api::revoke_report_link,
        model::{LinkLine, LinkState},
    },
    ids::ReportId,
    ui::{
        dialog::{Confirm, Question},
        env::{use_locale, use_words},
        table::{RowTool, Sheet},
    },
};

/// Lists them, with how often each was opened, and ends them.
#[component]
pub fn Links(report: ReportId, lines: Vec<LinkLine>, links: Loaded) -> impl IntoView {
    let t = &use_words().sharing;
    let ending = Question::<LinkLine>::new();
    let ended = Callback::new(move |()| {
        let Some(line) = ending.about() else { return };
        ending.work.run(revoke_report_link(report, line.id), move |()| {
            ending.open.set(false);
            links.refetch();
        });
    });
    view! {
        <Sheet columns=vec![t.column_link, t.column_opened, t.column_until]>
            {lines.into_iter().map(|line| view! { <Line line ending /> }).collect_view()}
        </Sheet>
        <p class="small quiet">{t.opened_note}</p>
        <Confirm
            id="end-link"
            title=t.revoke_title.to_owned()
            text=t.revoke_text.to_owned()
            action=t.revoke
            open=ending.open
            work=ending.work
            on_confirm=ended
        />
    }
}

/// What a link is called: whom it was mailed to, or that it was handed on.
fn name(line: &LinkLine) -> String {
    let t = &use_words().sharing;
    let by_hand = if line.has_code { t.by_hand_code } else { t.by_hand };
    line.recipient.clone().unwrap_or_else(|| by_hand.to_owned())
}

#[component]
fn Line(line: LinkLine, ending: Question<LinkLine>) -> impl IntoView {
    let (t, locale) = (&use_words().sharing, use_locale());
    let opened = line.viewed.as_ref().map_or_else(
        || t.never.to_owned(),
        |viewed| t.opened(usize::try_from(line.views).unwrap_or_default(), viewed.date_time(locale)),
    );
    let until = match line.state {
        LinkState::Open => line.expires.date(locale),
        LinkState::Expired => t.state_expired.to_owned(),
        LinkState::Revoked => t.state_revoked.to_owned(),
    };
    let (called, about) = (name(&line), line.clone());
    let tool = (line.state == LinkState::Open).then(|| {
        view! {
            <RowTool
                icon="cross"
                title=t.revoke
                label=t.revoke_named(&called)
                on_press=move |()| ending.ask(about.clone())
            />
        }
    });
    view! {
        <tr>
            <td class="lead">{called.clone()} <small>{t.made_by(&line.by, line.created.date_time(locale))}</small></td>
            <td data-label=t.column_opened class="num">
                {opened}
            </td>
            <td data-label=t.column_until class="num">
                {until}
            </td>
            <td class="actions">{tool}</td>
        </tr>
    }
}
