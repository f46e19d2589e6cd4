//! Pages, drawn on the server.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use norven::server::router::router;
use tokio::time::timeout;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_drawn_while_another_application_starts_beside_it() {
    let app = TestApp::sqlite().await;
    let org = app.organisation("Acme").await;
    let (another, done) = (app.clone(), AtomicBool::new(false));
    thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                drop(router((*another).clone()));
            }
        });
        let pages = async {
            for _ in 0..20 {
                timeout(Duration::from_secs(30), org.owner.get("/inspections/new")).await?.ok();
            }
            Ok::<_, tokio::time::error::Elapsed>(())
        };
        let drawn = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(pages));
        done.store(true, Ordering::Relaxed);
        drawn.expect("every page is drawn");
    });
}
