//! `norven demo`.

use norven_words::Locale;
use serde::Serialize;

use super::{build, content, store};
use crate::{
    features::{
        audit::{
            model::{Event, Object},
            service::record_of_operator,
        },
        identity::{self, model::Email},
    },
    platform::fault::Fault,
    server::{command::DemoArguments, serve::StartError, state::App},
};

/// What events about the sample organisations are about.
const SAMPLE: Object = Object { kind: "sample", id: None };

/// What `--json` prints.
#[derive(Serialize)]
struct Printed {
    sign_in: String,
    organisations: Vec<&'static str>,
}

/// Loads the sample organisations and prints a one-time sign-in link, or takes them out again.
///
/// # Errors
/// [`StartError`] says what to do.
pub async fn command(arguments: DemoArguments) -> Result<(), StartError> {
    let app = arguments.deployment.open().await?;
    if arguments.remove {
        remove(&app).await?;
        record_of_operator(&app, Event::new("operator.sample_removed", SAMPLE)).await?;
        println!("The sample organisations are gone.");
    } else {
        let sign_in = load(&app).await?;
        // The link is a way in: who made it is on record.
        record_of_operator(&app, Event::new("operator.sample_loaded", SAMPLE)).await?;
        let organisations = Locale::ALL.iter().map(|locale| content::sample(*locale).organisation).collect();
        if arguments.json {
            println!("{}", serde_json::to_string(&Printed { sign_in, organisations }).map_err(Fault::from)?);
        } else {
            println!("The sample organisations are loaded. Sign in once with this link:\n{sign_in}");
        }
    }
    app.db.close().await;
    Ok(())
}

/// Loads what is missing, waits until the reports are issued, and gives a sign-in link.
///
/// # Errors
/// When database or object store refuse.
pub async fn load(app: &App) -> Result<String, Fault> {
    if store::demo_organisations(app).await?.is_empty() {
        for locale in Locale::ALL {
            build::organisation(app, content::sample(locale)).await?;
        }
    }
    identity::service::console_link(app, &Email::parse(content::OWNER_EMAIL)?).await
}

/// Takes the sample organisations out again, and nothing else.
///
/// # Errors
/// When database or object store refuse.
pub async fn remove(app: &App) -> Result<(), Fault> {
    for org in store::demo_organisations(app).await? {
        store::remove(app, org).await?;
    }
    Ok(())
}
