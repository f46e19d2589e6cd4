//! A PostgreSQL cluster of our own: started for the tests, gone after them.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::shell::{is_root, program, say, succeeds};

/// What a shell does for the cluster's whole life: it makes it, says `ready`, waits until its input
/// ends and removes it. The input ends however this program does, so that nothing is left behind.
const KEEPER: &str = r#"
set -eu
programs=$1 port=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/norven-postgres.XXXXXX")
trap '"$programs/pg_ctl" stop -D "$folder/data" -m immediate >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
fail() { cat "$folder/log" >&2; exit 1; }
"$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 || fail
"$programs/pg_ctl" start -D "$folder/data" -w -l "$folder/log" -o "-p $port -k '$folder' \
  -c listen_addresses=127.0.0.1 -c max_connections=300 \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null || fail
"$programs/createdb" -h 127.0.0.1 -p "$port" -U postgres browser
echo ready
cat >/dev/null
"#;

/// A running cluster. It listens on loopback only, and there trusts everybody.
pub struct Cluster {
    port: u16,
    keeper: Child,
    /// Dropped to have the keeper stop the cluster.
    input: Option<ChildStdin>,
}

impl Cluster {
    /// Makes and starts a cluster.
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is missing. On Debian: apt-get install postgresql")?;
        let port = free_port()?;
        say(format_args!("starting a PostgreSQL cluster on port {port}"));
        let mut keeper = unprivileged("sh")?
            .args(["-c", KEEPER, "norven-postgres"])
            .arg(programs)
            .arg(port.to_string())
            .current_dir("/")
            // Ctrl-C ends this program; the keeper then sees its input end.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("a shell cannot be started")?;
        let input = keeper.stdin.take();
        let mut line = String::new();
        BufReader::new(keeper.stdout.take().context("the keeper's output is piped")?).read_line(&mut line)?;
        let cluster = Self { port, keeper, input };
        if line.trim() != "ready" {
            bail!("PostgreSQL did not start; its own words are above");
        }
        Ok(cluster)
    }

    /// The address of one of its databases, as its superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.input.take();
        let _ = self.keeper.wait();
    }
}

/// The folder of PostgreSQL's programs: Debian keeps one for each version and none on the PATH.
pub fn programs() -> Option<PathBuf> {
    let versions =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut found: Vec<_> = versions
        .chain(on_path.into_iter().flatten())
        .filter(|folder| ["initdb", "pg_ctl", "createdb"].iter().all(|name| folder.join(name).is_file()))
        .collect();
    found.sort_by_key(|folder| version_in(folder));
    found.pop()
}

/// `15` of `/usr/lib/postgresql/15/bin`.
fn version_in(folder: &Path) -> u32 {
    folder.components().filter_map(|part| part.as_os_str().to_str()?.parse().ok()).next().unwrap_or_default()
}

/// A program that does not run as root, since PostgreSQL refuses to.
fn unprivileged(name: &str) -> Result<Command> {
    if !is_root() {
        return Ok(program(name));
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| succeeds(program("id").arg(user)));
    let user =
        user.context("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")?;
    let mut command = program("runuser");
    command.args(["-u", user, "--", name]);
    Ok(command)
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_while_it_is_kept_and_leaves_nothing_behind() {
        let cluster = Cluster::start().expect("PostgreSQL is installed and starts");
        let ready = |port: u16| {
            let programs = programs().expect("installed");
            succeeds(program(programs.join("pg_isready")).args(["-h", "127.0.0.1", "-p", &port.to_string()]))
        };
        let port = cluster.port;
        assert!(ready(port));
        assert_eq!(cluster.url("browser"), format!("postgres://postgres@127.0.0.1:{port}/browser"));
        drop(cluster);
        assert!(!ready(port));
    }

    #[test]
    fn of_several_versions_the_newest_is_meant() {
        assert!(
            version_in(Path::new("/usr/lib/postgresql/15/bin")) > version_in(Path::new("/usr/lib/postgresql/9/bin"))
        );
        assert_eq!(version_in(Path::new("/usr/local/bin")), 0);
    }
}
