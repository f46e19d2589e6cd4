//! What became of a report on its way: cut short, or in a file of another kind.

use leptos::prelude::*;
use norven_words::Locale;

use super::{
    answers::{Mark, Verdict, ask, ask_if, next, note_if, say, say_if, slot},
    templates::other_code,
};
use crate::ui::icon::Icon;

/// A file whose end is missing.
pub fn incomplete(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let exact = view! {
        {say(t.exact_incomplete)}
        {say_if("whole", t.incomplete_size(slot("size"), slot("whole")))}
    };
    view! {
        <Verdict class="neutral" icon="download" title=t.incomplete_title text=t.incomplete_text(slot("file"))>
            <ul class="asks">
                {ask(Mark::Open, t.ask_exact, exact)} {next(locale, "download", t.incomplete_next)}
            </ul>
        </Verdict>
    }
}

/// A file of another kind that holds a report.
pub fn wrapped(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let inside =
        |part: &'static str, mark: Mark, answer: &'static str| ask_if(Some(part), mark, t.ask_inside, say(answer));
    view! {
        <Verdict class="neutral" icon="file" title=t.wrapped_title text=t.wrapped_text(slot("file"))>
            <ul class="asks">
                {ask(Mark::Open, t.ask_kind, kinds(locale))}
                {inside("inside-issued", Mark::Yes, t.inside_issued)}
                {inside("inside-superseded", Mark::Mind, t.inside_superseded)}
                {inside("inside-revoked", Mark::No, t.inside_revoked)}
                {inside("inside-altered", Mark::No, t.inside_altered)}
                {inside("inside-incomplete", Mark::Open, t.inside_incomplete)}
                {inside("inside-other", Mark::Open, t.inside_other)} {other_code(locale)}
                {note_if("others", Mark::Open, t.inside_others(slot("others")))}
                <li>
                    <Icon name="download" />
                    <b>{t.next}</b>
                    <span>
                        {t.wrapped_next} " " <a class="link" data-original="">
                            {t.wrapped_save}
                        </a> " "
                        <button class="link" type="button" data-inside="">
                            {t.wrapped_check}
                        </button>
                    </span>
                </li>
            </ul>
        </Verdict>
    }
}

/// A file of another kind in which no report was found.
pub fn packed(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <Verdict class="neutral" icon="file" title=t.packed_title text=t.packed_text(slot("file"))>
            <ul class="asks">{ask(Mark::Open, t.ask_kind, kinds(locale))} {next(locale, "file", t.packed_next)}</ul>
        </Verdict>
    }
}

/// What a file is that may hold a report.
fn kinds(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        {say_if("zip", t.kind_zip)}
        {say_if("gzip", t.kind_gzip)}
        {say_if("tar", t.kind_tar)}
        {say_if("mail", t.kind_mail)}
        {say_if("message", t.kind_message)}
        {say_if("text", t.kind_text)}
        {say_if("signed", t.kind_signed)}
        {say_if("pdf", t.kind_pdf)}
    }
}
