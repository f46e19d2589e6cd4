//! Asking the domain name system for what it says in words: TXT records (RFC 1035, 3.3.14).

use std::{fmt, future::Future, net::SocketAddr, pin::Pin};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};

/// So long an answer may take, each time that it is asked for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NamesError(String);

/// An answer that is on its way.
pub type Texts<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, NamesError>> + Send + 'a>>;

/// Who knows what names say.
pub trait Names: fmt::Debug + Send + Sync {
    /// The TXT records of a name; none where there is no such name.
    fn texts<'a>(&'a self, name: &'a str) -> Texts<'a>;
}

/// The domain name system.
#[derive(Clone)]
pub struct Dns(TokioResolver);

impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dns")
    }
}

impl Dns {
    /// Asks a server, or those that the system is configured with.
    ///
    /// # Errors
    /// When the system's configuration cannot be read.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, NamesError> {
        let built = match server {
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
                let config = ResolverConfig::from_name_servers(vec![server]);
                Ok(TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()))
            }
            None => TokioResolver::builder_tokio(),
        };
        let built = built.and_then(|builder| builder.with_options(options()).build());
        built.map(Self).map_err(|error| NamesError(error.to_string()))
    }
}

/// Nothing is remembered: whoever has just set a record wants it found.
fn options() -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.timeout = PATIENCE;
    options.attempts = 1;
    options.cache_size = 0;
    options
}

impl Names for Dns {
    fn texts<'a>(&'a self, name: &'a str) -> Texts<'a> {
        Box::pin(async move {
            // With its dot at the end no domain of the system's own is tried behind it.
            let found = match self.0.txt_lookup(format!("{name}.")).await {
                Ok(found) => found,
                Err(error) if NetError::is_no_records_found(&error) => return Ok(Vec::new()),
                Err(error) => return Err(NamesError(error.to_string())),
            };
            let text = |data: &RData| match data {
                // A long text comes in pieces.
                RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
                _ => None,
            };
            Ok(found.answers().iter().filter_map(|record| text(&record.data)).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::{
        op::{Message, ResponseCode},
        rr::{Record, rdata::TXT},
    };
    use tokio::net::UdpSocket;

    use super::*;

    /// A name server that knows one name, and answers each request once.
    async fn server() -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let mut answer = Message::from_vec(&buffer[..length]).expect("a request").into_response();
                let name = answer.queries[0].name().clone();
                if name.to_utf8() == "_norven.acme.example." {
                    let texts =
                        [vec!["something else".to_owned()], vec!["norven-".to_owned(), "verification=1".to_owned()]];
                    for text in texts {
                        answer.add_answer(Record::from_rdata(name.clone(), 60, RData::TXT(TXT::new(text))));
                    }
                } else {
                    answer.metadata.response_code = ResponseCode::NXDomain;
                }
                socket.send_to(&answer.to_vec().expect("an answer"), from).await.expect("sent");
            }
        });
        address
    }

    #[tokio::test]
    async fn what_a_name_says_is_asked_of_a_name_server() {
        let dns = Dns::new(Some(server().await)).expect("a resolver");
        let texts = dns.texts("_norven.acme.example").await.expect("an answer");
        assert_eq!(texts, ["something else", "norven-verification=1"]);
        assert_eq!(dns.texts("_norven.nobody.example").await.expect("an answer"), Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_name_server_that_is_not_there_is_not_an_answer() {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        drop(socket);
        let dns = Dns::new(Some(address)).expect("a resolver");
        assert!(dns.texts("_norven.acme.example").await.is_err());
    }
}
