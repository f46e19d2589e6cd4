//! The shell of every page and the whole route table, nothing else.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    ParamSegment, SsrMode, StaticSegment,
    components::{ParentRoute, Route, Router, Routes},
};

use crate::{
    features::{
        audit::pages::AuditPage,
        evidence::pages::SignPage,
        identity::pages::{CodePage, LinkPage, OutboxPage, SignInPage},
        inspections::pages::{ActionsPage, FillPage, InspectionPage, InspectionsPage, NewInspectionPage, OverviewPage},
        orgs::pages::{Frame, MembersPage, NewOrganisationPage, OrganisationPage, ProfilePage},
        reports::pages::{ReportPage, ReportsPage},
        sites::pages::SitesPage,
        templates::pages::{EditorPage, LibraryPage, TemplatesPage},
        verify::pages::VerifyPage,
    },
    ui::{
        env::{page_locale, provide_locale, request_path, use_words},
        landing::LandingPage,
        missing::MissingPage,
        routes,
        scripts::Scripts,
    },
};

/// The document around every page.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let locale = page_locale();
    // The verify page has to arrive on any line: it goes without the face, which would be a sixth of it.
    let face = (request_path() == routes::VERIFY).then_some("system");
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-density="desk" data-face=face>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {face
                    .is_none()
                    .then(|| {
                        view! {
                            <link
                                rel="preload"
                                href="/fonts/inter.woff2"
                                r#as="font"
                                r#type="font/woff2"
                                crossorigin="anonymous"
                            />
                        }
                    })}
                <link rel="stylesheet" href="/pkg/norven.css" />
                <Scripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_locale();
    let formatter = |title: String| {
        let brand = use_words().common.brand;
        if title.is_empty() { brand.to_owned() } else { format!("{title} · {brand}") }
    };
    // The page is alive once its effects run; tests wait for it.
    Effect::new(|| {
        if let Some(html) = document().document_element() {
            drop(html.set_attribute("data-hydrated", ""));
        }
    });
    view! {
        <leptos_meta::Title formatter />
        // Inside what the browser takes over: it expects nothing before it in the body.
        <a class="skip" href="#main">
            {use_words().common.skip}
        </a>
        <Router>
            <Routes fallback=MissingPage>
                <Route path=StaticSegment("") view=LandingPage />
                <Route path=StaticSegment("verify") view=VerifyPage ssr=SsrMode::Async />
                <Route path=StaticSegment("sign-in") view=SignInPage />
                <Route path=(StaticSegment("sign-in"), StaticSegment("code")) view=CodePage />
                <Route path=(StaticSegment("sign-in"), StaticSegment("link")) view=LinkPage />
                <Route path=(StaticSegment("dev"), StaticSegment("outbox")) view=OutboxPage ssr=SsrMode::Async />
                <Route path=(StaticSegment("inspections"), ParamSegment("id"), StaticSegment("fill")) view=FillPage ssr=SsrMode::Async />
                <Route path=(StaticSegment("inspections"), ParamSegment("id"), StaticSegment("sign")) view=SignPage ssr=SsrMode::Async />
                <ParentRoute path=StaticSegment("") view=Frame ssr=SsrMode::Async>
                    <Route path=StaticSegment("overview") view=OverviewPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("inspections") view=InspectionsPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("inspections"), StaticSegment("new")) view=NewInspectionPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("inspections"), ParamSegment("id")) view=InspectionPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("actions") view=ActionsPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("sites") view=SitesPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("templates") view=TemplatesPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("templates"), StaticSegment("library")) view=LibraryPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("templates"), ParamSegment("id")) view=EditorPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("reports") view=ReportsPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("reports"), ParamSegment("id")) view=ReportPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("organisations"), StaticSegment("new")) view=NewOrganisationPage ssr=SsrMode::Async />
                    <Route path=StaticSegment("settings") view=OrganisationPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("settings"), StaticSegment("members")) view=MembersPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("settings"), StaticSegment("audit")) view=AuditPage ssr=SsrMode::Async />
                    <Route path=(StaticSegment("settings"), StaticSegment("profile")) view=ProfilePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
