//! Others who vouch for when a report existed: witnesses of the log, a time-stamping authority.

use std::sync::Arc;

use norven::{
    platform::{
        http::Http,
        tlog::{Logs, Witnesses, WitnessesError},
        tsa::{self, Authority},
    },
    server::state::Parts,
};
use norven_proof::{verdict::Verdict, verify::verify};

use super::proof::{STATED, issued, statement, trust};
use crate::support::{TestApp, TimeStampServer, Witness, on_both};

/// The application with the witnesses of a policy.
fn witnessed(app: &TestApp, policy: &str) -> TestApp {
    let witnesses = Witnesses::parse(policy, Http::new().expect("a client")).expect("a policy");
    app.with_parts(|parts| {
        let logs = Logs::new(Arc::clone(&parts.keys), witnesses, parts.db.clone(), Arc::clone(&parts.public));
        Parts { logs: Arc::new(logs), ..parts }
    })
}

/// Witnesses of the application's log.
async fn witnesses<const N: usize>(app: &TestApp) -> [Witness; N] {
    let log = app.logs.at(app.now()).expect("a log").key();
    let mut started = Vec::new();
    for number in 0..N {
        started.push(Witness::start(&format!("witness-{number}.example"), log.clone()).await);
    }
    started.try_into().unwrap_or_else(|_| unreachable!("as many as were started"))
}

on_both! {
    async fn a_report_carries_the_signatures_of_those_who_witnessed_the_log(app: TestApp) {
        let [one, two] = witnesses(&app).await;
        let policy = format!("{}{}group both all {} {}\nquorum both\n", one.line(), two.line(), one.name(), two.name());
        let app = witnessed(&app, &policy);
        let (_, _, pdf) = issued(&app).await;
        let trust = trust(&app.browser()).await;
        assert_eq!((trust.logs[0].policy.witnesses().len(), trust.logs[0].policy.quorum()), (2, 2));
        let Verdict::Issued { log, .. } = verify(&pdf, &trust, None, &app.now().to_record()) else { panic!("issued") };
        let told: Vec<_> = log.witnesses.iter().map(|witness| (witness.name.to_string(), witness.at.0.as_str())).collect();
        assert_eq!(told, [one.name(), two.name()].map(|name| (name, "2026-11-23T09:01:00.000000Z")));
        assert_eq!((one.seen(), two.seen()), (2, 2));
    }

    async fn what_too_few_witnesses_signed_is_not_issued_until_one_is_back(app: TestApp) {
        let [one, two] = witnesses(&app).await;
        let policy = format!("{}{}group any any {} {}\nquorum any\n", one.line(), two.line(), one.name(), two.name());
        let app = witnessed(&app, &policy);
        let log = app.logs.at(app.now()).expect("a log");
        log.append(STATED, statement(1)).await.expect("both sign");
        two.set_away(true);
        log.append(STATED, statement(2)).await.expect("one is enough");
        one.set_away(true);
        log.append(STATED, statement(3)).await.expect_err("none signs");
        assert_eq!(log.size().await.expect("published"), 2);
        // Who was away is behind, says so, and is asked from there.
        two.set_away(false);
        assert_eq!(log.append(STATED, statement(3)).await.expect("one is back"), 2);
        assert_eq!((log.size().await.expect("published"), one.seen(), two.seen()), (3, 2, 3));
        assert_eq!(log.audit().await.expect("read").findings, []);
    }

    async fn a_witness_that_comes_later_does_not_count_against_what_was_issued_before(app: TestApp) {
        let (_, _, before) = issued(&app).await;
        let [witness] = witnesses(&app).await;
        let app = witnessed(&app, &format!("{}quorum {}\n", witness.line(), witness.name()));
        app.logs.at(app.now()).expect("a log").append(STATED, statement(1)).await.expect("it signs");
        let trust = trust(&app.browser()).await;
        assert_eq!((trust.logs[0].policy.witnesses().len(), trust.logs[0].policy.quorum()), (1, 0));
        assert!(verify(&before, &trust, None, &app.now().to_record()).is_issued());
    }

    async fn a_log_that_was_set_back_finds_no_witness(app: TestApp) {
        let [witness] = witnesses(&app).await;
        let app = witnessed(&app, &format!("{}quorum {}\n", witness.line(), witness.name()));
        let log = app.logs.at(app.now()).expect("a log");
        log.append(STATED, statement(1)).await.expect("it signs");
        witness.believe(7);
        log.append(STATED, statement(2)).await.expect_err("it has seen more than there is");
        witness.believe(1);
        log.append(STATED, statement(2)).await.expect_err("it has seen something else");
        assert_eq!(log.size().await.expect("published"), 1);
    }

    async fn a_report_is_stamped_by_the_authority_that_is_configured_or_not_issued(app: TestApp) {
        let server = TimeStampServer::start(&app.clock).await;
        let roots = tsa::certificates(&server.root).expect("a root");
        let authority = Authority::new(Http::new().expect("a client"), server.url.clone(), roots.clone());
        let app = app.with_parts(|parts| Parts { authority: Some(authority), tsa_roots: roots, ..parts });
        let (_, _, pdf) = issued(&app).await;
        let trust = trust(&app.browser()).await;
        assert_eq!(trust.tsa_roots.len(), 1);
        let Verdict::Issued { time_stamp, .. } = verify(&pdf, &trust, None, &app.now().to_record()) else {
            panic!("{:?}", verify(&pdf, &trust, None, &app.now().to_record()));
        };
        assert!(time_stamp.is_some());

        let elsewhere = server.url.join("/nothing").expect("an address");
        let roots = app.tsa_roots.clone();
        let lost = Authority::new(Http::new().expect("a client"), elsewhere, roots);
        lost.stamp(b"a message", &*app.rng).await.expect_err("nobody stamps there");
    }
}

#[test]
fn a_policy_that_cannot_be_used_says_which_line_is_wrong() {
    let parse = |text: &str| Witnesses::parse(text, Http::new().expect("a client")).map(|found| found.quorum());
    assert_eq!(parse("# nobody yet\n\nquorum none\n"), Ok(0));
    assert_eq!(parse(""), Err(WitnessesError::NoQuorum));
    assert_eq!(parse("witness one\nquorum one"), Err(WitnessesError::Line { line: 1 }));
    assert_eq!(parse("quorum one"), Err(WitnessesError::Quorum { line: 1 }));
    assert!(matches!(parse("witness one a+b+c https://w.example"), Err(WitnessesError::Key { line: 1, .. })));
}
