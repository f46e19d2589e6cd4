//! Whom the server speaks to over TLS.

use std::{error::Error, net::SocketAddr, process::Command, sync::Arc};

use norven::platform::{
    http::Http,
    mail::{Mail, Mailer, SmtpMailer},
};
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

/// A server with a certificate that nobody vouches for.
async fn stranger() -> SocketAddr {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]);
    openssl.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "-", "-out", "-"]);
    let made = openssl.output().expect("openssl runs");
    let certificate = CertificateDer::from_pem_slice(&made.stdout).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(&made.stdout).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            assert!(acceptor.accept(stream).await.is_err(), "somebody speaks to a stranger");
        }
    });
    address
}

/// An error with its causes.
fn whole(error: &dyn Error) -> String {
    let mut causes = format!("{error:?}");
    let mut next = error.source();
    while let Some(error) = next {
        causes.push_str(&format!(" {error:?}"));
        next = error.source();
    }
    causes
}

#[tokio::test]
async fn a_server_whose_certificate_nobody_vouches_for_is_told_nothing() {
    let port = stranger().await.port();
    let url = format!("https://localhost:{port}/").parse().expect("an address");
    let asked = Http::new().expect("a client").post(url, "text/plain", b"secret".to_vec(), 1024).await;
    let why = whole(&asked.expect_err("no certificate, no answer"));
    assert!(why.contains("UnknownIssuer"), "{why}");
    for url in [format!("smtps://user:secret@localhost:{port}"), format!("smtps://localhost:{port}")] {
        let mailer = SmtpMailer::new(&url, "Norven <norven@localhost>").expect("a mailer");
        let mail = Mail { to: "lucia@example.com".to_owned(), subject: "Link".into(), body: "secret".to_owned() };
        let why = whole(&mailer.send(&mail).await.expect_err("no certificate, no mail"));
        assert!(why.contains("UnknownIssuer"), "{why}");
    }
}
