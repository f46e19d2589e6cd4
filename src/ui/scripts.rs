//! Which scripts a page loads: a module of the application where people work, none on public pages, which
//! work without (the verify page brings its own small module).

use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*};

use super::{
    env::{request_path, site_file},
    routes,
};

/// Brings the theme that the device remembers (`ui/theme.rs`) to the page.
const SET_THEME: &str =
    "try{const t=localStorage.getItem('theme');if(t)document.documentElement.dataset.theme=t}catch{}";

/// The scripts of the page that is being rendered.
#[component]
pub fn Scripts(
    /// What leptos needs to know.
    options: LeptosOptions,
) -> impl IntoView {
    routes::module(&request_path()).map(|module| {
        let mut options = options;
        options.output_name = module.name().into();
        options.site_pkg_dir = site_file("/pkg").trim_start_matches('/').into();
        view! {
            // Before the first paint: a page in the wrong theme would flash.
            <script nonce=use_nonce()>{SET_THEME}</script>
            <HydrationScripts options />
            <script type="module" src=site_file("/sign-out.js") nonce=use_nonce()></script>
        }
    })
}
