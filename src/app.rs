//! The shell of every page and the tables of routes, nothing else.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    MatchNestedRoutes, ParamSegment, SsrMode, StaticSegment,
    any_nested_route::IntoAnyNestedRoute,
    components::{ParentRoute, Route, RouteChildren, Router, Routes},
    hooks::use_location,
};

use crate::{
    features::{
        access::pages::AccessPage,
        audit::pages::AuditPage,
        evidence::pages::SignPage,
        identity::pages::{CodePage, CompanyPage, LinkPage, OutboxPage, SignInPage, WelcomePage},
        inspections::pages::{ActionsPage, FillPage, InspectionPage, InspectionsPage, NewInspectionPage, OverviewPage},
        orgs::pages::{Frame, MembersPage, NewOrganisationPage, OrganisationPage, ProfilePage},
        reports::pages::{ReportPage, ReportsPage},
        sites::pages::SitesPage,
        templates::pages::{EditorPage, LibraryPage, TemplatesPage},
        verify::pages::VerifyPage,
    },
    ui::{
        env::{page_locale, provide_locale, reload, request_path, site_file, use_words},
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
                                href=site_file("/fonts/inter.woff2")
                                r#as="font"
                                r#type="font/woff2"
                                crossorigin="anonymous"
                            />
                        }
                    })}
                <link rel="stylesheet" href=site_file("/pkg/norven.css") />
                <Scripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page: what the server renders.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Pages>
            <PublicRoutes />
            <FieldRoutes />
            <DeskRoutes />
        </Pages>
    }
}

/// The page for work on site: what the browser's module `field` brings to life.
#[component]
pub fn Field() -> impl IntoView {
    view! {
        <Pages>
            <FieldRoutes />
        </Pages>
    }
}

/// All other pages behind sign-in: what the browser's module `desk` brings to life.
#[component]
pub fn Desk() -> impl IntoView {
    view! {
        <Pages>
            <DeskRoutes />
        </Pages>
    }
}

/// What surrounds the pages of a table of routes, the same whatever the table.
#[component]
fn Pages<Defs>(children: RouteChildren<Defs>) -> impl IntoView
where
    Defs: MatchNestedRoutes + Clone + Send + 'static,
{
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
            <Table children />
        </Router>
    }
}

/// A table of routes, and what stands where none of them leads.
#[component(transparent)]
fn Table<Defs>(children: RouteChildren<Defs>) -> impl IntoView
where
    Defs: MatchNestedRoutes + Clone + Send + 'static,
{
    let path = use_location().pathname;
    let loaded = path.get_untracked();
    let fallback = move || {
        if path.get_untracked() == loaded {
            view! { <MissingPage /> }.into_any()
        } else {
            // Another module may know the page.
            reload();
            ().into_any()
        }
    };
    view! { <Routes fallback children /> }
}

/// Pages without a module of the application: the server writes them.
#[component(transparent)]
fn PublicRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=StaticSegment("") view=LandingPage />
        <Route path=StaticSegment("verify") view=VerifyPage ssr=SsrMode::Async />
        <Route path=StaticSegment("sign-in") view=SignInPage />
        <Route path=StaticSegment("welcome") view=WelcomePage />
        <Route path=(StaticSegment("sign-in"), StaticSegment("code")) view=CodePage ssr=SsrMode::Async />
        <Route path=(StaticSegment("sign-in"), StaticSegment("company")) view=CompanyPage ssr=SsrMode::Async />
        <Route path=(StaticSegment("sign-in"), StaticSegment("link")) view=LinkPage />
        <Route path=(StaticSegment("dev"), StaticSegment("outbox")) view=OutboxPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn FieldRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=(StaticSegment("inspections"), ParamSegment("id"), StaticSegment("fill")) view=FillPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}

#[component(transparent)]
fn DeskRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
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
            <Route path=(StaticSegment("settings"), StaticSegment("sign-in")) view=AccessPage ssr=SsrMode::Async />
            <Route path=(StaticSegment("settings"), StaticSegment("members")) view=MembersPage ssr=SsrMode::Async />
            <Route path=(StaticSegment("settings"), StaticSegment("audit")) view=AuditPage ssr=SsrMode::Async />
            <Route path=(StaticSegment("settings"), StaticSegment("profile")) view=ProfilePage ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}
