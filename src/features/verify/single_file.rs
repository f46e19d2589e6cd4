//! The verifier as one file: page, style, icons, program and trust document in one HTML that works from
//! a disk, with no server and no other file.
//!
//! Its content security policy names its one script and its one style by their digests and lets it
//! reach a single address, that of the standing list: the file can send nothing anywhere.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use leptos::prelude::*;
use norven_proof::digest::Digest;
use norven_proof::trust::Trust;
use norven_words::Locale;

use super::{
    pages::{Limits, Place, Templates, TrustDocument},
    trust,
};
use crate::{
    error::AppError,
    platform::fault::Fault,
    server::{
        assets::source::{self, Asset},
        state::App,
    },
    time::{Moment, Timestamp},
};

/// The verifier as one file.
#[derive(Debug)]
pub struct SingleFile {
    /// The file.
    pub html: String,
    /// Its digest.
    pub sha256: Digest,
    /// The digest of the program in it.
    pub module: Digest,
}

/// The files that were last made, one a language, each with what it was made of: every view of the
/// verify page names the file's digest, and making it means encoding the whole program.
#[derive(Debug, Default)]
pub struct SingleFiles(Mutex<HashMap<&'static str, (String, Arc<SingleFile>)>>);

impl SingleFiles {
    fn get(&self, locale: Locale, made_of: &str) -> Option<Arc<SingleFile>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(locale.tag()).filter(|(of, _)| of == made_of).map(|(_, file)| Arc::clone(file))
    }

    fn keep(&self, locale: Locale, made_of: String, file: SingleFile) -> Arc<SingleFile> {
        let file = Arc::new(file);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(locale.tag(), (made_of, Arc::clone(&file)));
        file
    }
}

/// The site's files that go into it.
#[derive(Clone, Copy, Debug)]
pub struct Assets<'a> {
    /// The stylesheet.
    pub style: &'a str,
    /// The sprite of icons.
    pub icons: &'a str,
    /// The script that binds the module to the browser, as wasm-bindgen writes it.
    pub script: &'a str,
    /// The module.
    pub module: &'a [u8],
}

/// Makes the file as it is today.
///
/// # Errors
/// When the database refuses, or the site's files are not there.
pub async fn make(app: &App, locale: Locale) -> Result<Arc<SingleFile>, Fault> {
    let trust = trust::document(app).await?;
    let style = asset(app, "pkg/norven.css").await?;
    let icons = asset(app, "icons.svg").await?;
    let script = asset(app, "pkg/verifier.js").await?;
    let module = asset(app, "pkg/verifier.wasm").await?;
    let made_of = [&style.tag, &icons.tag, &script.tag, &module.tag].map(String::as_str).concat();
    let made_of = made_of + &trust.to_json().map_err(Fault::internal)?;
    if let Some(file) = app.single_files.get(locale, &made_of) {
        return Ok(file);
    }
    let assets = Assets { style: text(&style)?, icons: text(&icons)?, script: text(&script)?, module: &module.bytes };
    Ok(app.single_files.keep(locale, made_of, single_file(locale, &trust, &assets)?))
}

fn text(asset: &Asset) -> Result<&str, Fault> {
    std::str::from_utf8(&asset.bytes).map_err(Fault::internal)
}

async fn asset(app: &App, path: &str) -> Result<Asset, Fault> {
    Ok(source::find(app, path, &[]).await.ok_or(AppError::NotFound)?)
}

/// The file.
///
/// # Errors
/// Where the script is not one that wasm-bindgen wrote, or a text would end the element that it is in.
pub fn single_file(locale: Locale, trust: &Trust, assets: &Assets<'_>) -> Result<SingleFile, Fault> {
    let t = &locale.words().verify;
    let json = trust.to_json().map_err(Fault::internal)?;
    let body = body(locale, trust, json).replace("href=\"/icons.svg#", "href=\"#");
    let (style, script) = (without_fonts(assets.style), script(assets.script)?);
    for text in [&style, &script] {
        if text.contains("</") {
            return Err(Fault::internal("a script or style holds what would end its element"));
        }
    }
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; \
         connect-src {}",
        source_of(&script),
        source_of(&style),
        trust.standing.url,
    );
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" data-density=\"desk\" data-face=\"system\">\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<title>{title}</title>\n\
         <style>{style}</style>\n</head>\n<body>\n{icons}\n{body}\n\
         <script type=\"text/plain\" id=\"module\">{module}</script>\n\
         <script type=\"module\">{script}</script>\n</body>\n</html>\n",
        language = locale.tag(),
        policy = policy.replace('&', "&amp;").replace('"', "&quot;"),
        title = t.title,
        icons = hidden(assets.icons),
        module = BASE64_STANDARD.encode(assets.module),
    );
    Ok(SingleFile { sha256: Digest::of(&html), html, module: Digest::of(assets.module) })
}

/// What people see.
fn body(locale: Locale, trust: &Trust, json: String) -> String {
    let t = &locale.words().verify;
    let at = Timestamp(trust.issued_at.unix_micros().unwrap_or_default());
    let date = Moment::utc(at).date(locale);
    let lead = t.saved_lead(date, &trust.origin, &trust.issuer);
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        view! {
            <div class="public">
                <main class="public-main" id="main" tabindex="-1">
                    <header>
                        <h1 class="title-xl">{t.title}</h1>
                        <p class="lead">{lead}</p>
                    </header>
                    <Place samples=false />
                    <Limits />
                    <Templates />
                    <TrustDocument json />
                </main>
            </div>
        }
        .to_html()
    })
}

/// The script: the module's bindings, and what starts it. Nothing is loaded.
fn script(bindings: &str) -> Result<String, Fault> {
    // An inline module may export, but the name that its default export has inside is what is called.
    let init = bindings
        .rsplit_once(" as default")
        .and_then(|(before, _)| before.rsplit([' ', ',', '{']).next())
        .ok_or_else(|| Fault::internal("the module's bindings have no default export"))?;
    Ok(format!(
        "{bindings}\nconst text = document.getElementById(\"module\").textContent;\n\
         try {{\n\
         await {init}({{ module_or_path: Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)) }});\n\
         start(Date.now);\n\
         }} catch (error) {{\n\
         document.getElementById(\"no-start\").hidden = false;\n\
         document.getElementById(\"drop\").hidden = true;\n\
         throw error;\n\
         }}\n"
    ))
}

/// The stylesheet without faces that would have to be loaded.
fn without_fonts(style: &str) -> String {
    let mut parts = style.split("@font-face");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((face, rest)) if face.contains("url(") => kept.push_str(rest),
            _ => kept.extend(["@font-face", part]),
        }
    }
    kept
}

/// The sprite within the page: its symbols are used and it is not shown.
fn hidden(icons: &str) -> String {
    icons.replacen("<svg ", "<svg hidden aria-hidden=\"true\" ", 1)
}

/// A digest as a content security policy names what it allows.
fn source_of(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Digest::of(text).as_bytes()))
}

#[cfg(test)]
mod tests {
    use norven_proof::log::{checkpoint::Policy, note::NoteSigner};
    use norven_proof::record::Instant;
    use norven_proof::trust::{Log, StandingSource, TRUST_VERSION};

    use super::*;
    use crate::platform::{keys::Keyring, rng::SeededRng};

    fn trust() -> Trust {
        let (rng, now) = (SeededRng::new(1), Timestamp(1_795_424_400_000_000));
        let made = Keyring::generate(&rng, "Acme", "reports.example", now).expect("keys");
        let key = |name: &str| NoteSigner::from_seed(name.parse().expect("a name"), &[7; 32]).verifier_key();
        Trust {
            v: TRUST_VERSION,
            issuer: "</script> Ltd".into(),
            origin: "https://reports.example".into(),
            issued_at: Instant("2026-11-22T00:00:00.000000Z".into()),
            roots: vec![made.ring.root().clone()],
            intermediates: vec![],
            seal_keys: vec![],
            logs: vec![Log {
                url: "https://reports.example/log".into(),
                policy: Policy::new(key("reports.example/log"), vec![], 0).expect("a policy"),
            }],
            standing: StandingSource {
                url: "https://reports.example/standing".into(),
                key: key("reports.example/standing"),
            },
            qr_key: key("reports.example/qr"),
            tsa_roots: vec![],
        }
    }

    const ASSETS: Assets<'static> = Assets {
        style: "@font-face{font-family:I;src:url(/i.woff2)}@font-face{font-family:F;src:local(A)}p{margin:0}",
        icons: "<svg xmlns=\"http://www.w3.org/2000/svg\"><symbol id=\"seal\"></symbol></svg>",
        script: "export function start() {}\nfunction init() {}\nexport { initSync, init as default };\n",
        module: b"\0asm",
    };

    fn between<'a>(html: &'a str, open: &str, close: &str) -> &'a str {
        let (_, rest) = html.split_once(open).expect("it opens");
        rest.split_once(close).expect("it closes").0
    }

    #[test]
    fn the_file_needs_no_other_and_reaches_one_address() {
        for locale in Locale::ALL {
            let SingleFile { html, module, .. } = single_file(locale, &trust(), &ASSETS).expect("a file");
            assert_eq!(module, Digest::of(ASSETS.module));
            for loads in ["src=\"", "<link", "url(", "href=\"/", "import "] {
                assert!(!html.contains(loads), "{loads}");
            }
            assert!(html.contains("connect-src https://reports.example/standing\""));
            assert!(html.contains("await init({ module_or_path"));
            assert!(html.contains("id=\"say-issued\"") && html.contains(locale.words().verify.issued_title));
        }
    }

    /// The marks of the answers in a template that are no good news: the part by which one is there, and its colour.
    fn marks<'a>(html: &'a str, id: &str) -> Vec<(&'a str, &'a str)> {
        let template = between(html, &format!("<template id=\"{id}\">"), "</template>");
        let attribute = |text: &'a str, start: &str| {
            text.split_once(start).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
        };
        let answers = template.split("<li").skip(1).filter_map(|answer| answer.split_once('>'));
        let marks = answers.map(|(own, rest)| (attribute(own, "data-part=\""), attribute(rest, "class=\"icon ")));
        marks.filter(|(_, mark)| matches!(*mark, "warn" | "fail")).collect()
    }

    /// What `crates/verifier` reckons with when it chooses the headline (`verdict::tests::headlines`).
    #[test]
    fn the_answers_below_good_news_are_no_worse_than_the_module_reckons_with() {
        let html = single_file(Locale::En, &trust(), &ASSETS).expect("a file").html;
        for id in ["issued", "unchecked", "contradicted", "superseded", "revoked", "other-report", "not-ours"] {
            assert!(marks(&html, &format!("say-{id}")).is_empty(), "{id}");
        }
        assert_eq!(marks(&html, "share-when"), [("disputed", "warn")]);
        assert_eq!(marks(&html, "share-stands"), [("replaced", "warn"), ("revoked", "fail")]);
        assert_eq!(marks(&html, "share-notes"), [("other-code", "warn")]);
        assert_eq!(
            marks(&html, "say-wrapped"),
            [
                ("inside-superseded", "warn"),
                ("inside-revoked", "fail"),
                ("inside-altered", "fail"),
                ("other-code", "warn")
            ]
        );
    }

    /// Every row of the record has its template, in both languages.
    #[test]
    fn the_record_has_a_template_for_each_of_its_rows() {
        for locale in Locale::ALL {
            let html = single_file(locale, &trust(), &ASSETS).expect("a file").html;
            for row in ["section", "item", "photo", "action", "signatures", "signature"] {
                assert!(html.contains(&format!("<template id=\"say-whole-{row}\">")), "{row}");
            }
            assert!(html.contains("data-whole") && html.contains(locale.words().verify.whole_lead));
        }
    }

    #[test]
    fn no_name_ends_the_element_that_it_stands_in() {
        let html = single_file(Locale::En, &trust(), &ASSETS).expect("a file").html;
        let document = between(&html, "id=\"trust\">", "</script>");
        assert_eq!(Trust::parse(document.as_bytes()), Ok(trust()));
    }

    #[test]
    fn the_policy_names_the_script_and_the_style_as_they_are() {
        let html = single_file(Locale::En, &trust(), &ASSETS).expect("a file").html;
        for (open, close) in [("<script type=\"module\">", "</script>"), ("<style>", "</style>")] {
            let text = between(&html, open, close);
            assert!(html.contains(&source_of(text)), "{open}");
        }
    }

    #[test]
    fn a_script_without_its_default_export_is_refused() {
        assert!(single_file(Locale::En, &trust(), &Assets { script: "let a = 1;", ..ASSETS }).is_err());
    }
}
