//! An application that serves for others to attack, with every call of the table written down as a request.

use std::{env, net::SocketAddr, path::PathBuf};

use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    routing,
};
use norven::{platform::db::AnyTx, server::state::Parts};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row};
use tokio::net::TcpListener;

use super::{
    calls::call,
    table::{Table, every_call},
    world::{Targets, World},
};
use crate::support::TestApp;

/// What an attacker has to find, or they are no judge: a statement that takes what it is told.
#[derive(Deserialize)]
struct Told {
    name: String,
}

async fn injectable(State(app): State<TestApp>, Query(told): Query<Told>) -> Result<String, StatusCode> {
    let statement = format!("SELECT name FROM users WHERE name = '{}'", told.name);
    let mut tx = app.db.directory_read().await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let statement = AssertSqlSafe(statement);
    let names: Result<Vec<String>, _> = match app.home().url() {
        None => sqlx::query(statement)
            .fetch_all(tx.sqlite())
            .await
            .map(|rows| rows.iter().map(|row| row.get::<String, _>(0)).collect()),
        Some(_) => sqlx::query(statement)
            .fetch_all(tx.postgres())
            .await
            .map(|rows| rows.iter().map(|row| row.get::<String, _>(0)).collect()),
    };
    names.map(|names| names.join("\n")).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Writes every call down as the owner makes it, then serves until it is stopped.
async fn serve(app: TestApp) {
    let folder = PathBuf::from(env::var_os("NORVEN_REQUESTS").expect("NORVEN_REQUESTS is a folder"));
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    // A proxy that is trusted and not there: whoever attacks says who they are, so that no limit stops them.
    let app = app.with_parts(|parts| Parts { trusted_proxies: 1, ..parts });
    let world = World::new(&app).await;
    let rows: Vec<String> = Table::read().calls().collect();
    assert_eq!(rows.len(), every_call().len());
    for (number, row) in rows.iter().enumerate() {
        let caller = world.caller("owner").await.recording();
        let targets = Targets::real(&world);
        call(&caller, row, &targets).await;
        let request = caller.recorded(&host).pop().expect("a request");
        // Ids in an address are no parameters by themselves.
        let (line, rest) = request.split_once("\r\n").expect("a request line");
        let named = targets.named();
        let line = named.iter().fold(line.to_owned(), |line, id| line.replace(id, &format!("{id}*")));
        let name = row.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        std::fs::write(folder.join(format!("{number:03}_{name}.http")), format!("{line}\r\n{rest}")).expect("written");
    }
    let control = format!("GET /injectable?name=owner HTTP/1.1\r\nHost: {host}\r\n\r\n");
    std::fs::write(folder.join("control.http"), control).expect("written");
    std::fs::write(folder.join("ready"), host).expect("written");
    let attacked =
        Router::new().route("/injectable", routing::get(injectable)).with_state(app.clone()).merge(app.router());
    axum::serve(listener, attacked.into_make_service_with_connect_info::<SocketAddr>()).await.expect("serves");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it serves until it is stopped: `cargo xtask sqlmap` does so"]
async fn sqlite() {
    crate::support::run(TestApp::sqlite().await, serve).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it serves until it is stopped: `cargo xtask sqlmap` does so"]
async fn postgres() {
    crate::support::run(TestApp::postgres().await, serve).await;
}
