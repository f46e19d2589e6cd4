//! The kit: an application with a database of its own, a fixed clock and a seeded generator; people
//! who sign in to it; and the steps from an empty organisation to an issued report.

mod app;
mod authenticator;
mod blobs;
mod client;
mod database;
mod names;
mod people;
mod photos;
mod provider;
mod sample;
mod steps;
mod tsa;
mod witness;

pub use app::{ORIGIN, START, TestApp, run};
pub use authenticator::Authenticator;
pub use blobs::Trouble;
pub use client::{Client, Reply, form, function_paths};
pub use names::KnownNames;
pub use people::{MEMBER_ROLES, Org};
pub use photos::{case, colours, jpeg};
pub use provider::{ACCESS, Forgery, Mischief, Provider, SECRET, hmac};
pub use sample::Sample;
pub use steps::{command, embedded_record, pdf_words, signature};
pub use tsa::TimeStampServer;
pub use witness::Witness;

/// Makes two tests of each body, one on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {
        $(
            $(#[$attribute])*
            mod $name {
                use super::*;

                async fn body($app: TestApp) $body

                #[tokio::test]
                async fn sqlite() {
                    crate::support::run(TestApp::sqlite().await, body).await;
                }

                #[tokio::test]
                async fn postgres() {
                    crate::support::run(TestApp::postgres().await, body).await;
                }
            }
        )*
    };
}
pub(crate) use on_both;

/// Makes a test of each body, on PostgreSQL: for what SQLite does not have.
macro_rules! on_postgres {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {
        $(
            $(#[$attribute])*
            #[tokio::test]
            async fn $name() {
                async fn body($app: TestApp) $body
                crate::support::run(TestApp::postgres().await, body).await;
            }
        )*
    };
}
pub(crate) use on_postgres;
