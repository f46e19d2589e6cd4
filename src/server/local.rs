//! What only whoever sits at the machine may see.

use std::net::{IpAddr, SocketAddr};

use axum::{extract::ConnectInfo, http::request};
use leptos::prelude::use_context;

use super::state::App;
use crate::error::AppError;

/// Checks that mail is local, that the origin and the peer are this machine, and that no proxy stands
/// between: a tunnel to the internet would make everybody look local.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn check(app: &App) -> Result<(), AppError> {
    let parts = use_context::<request::Parts>().ok_or(AppError::NotFound)?;
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let forwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host", "via", "cf-connecting-ip", "x-real-ip"]
        .iter()
        .any(|name| parts.headers.contains_key(*name));
    let local =
        app.mail_is_local && app.origin.is_loopback() && peer.is_some_and(|ip: IpAddr| ip.is_loopback()) && !forwarded;
    if local { Ok(()) } else { Err(AppError::NotFound) }
}
