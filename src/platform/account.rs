//! Whose account on the machine this process runs in.

use std::{fs, os::unix::fs::MetadataExt};

/// The name of the account, or its number where it has none. What the environment says is not asked: anybody can set it.
#[must_use]
pub fn account() -> String {
    let Ok(own) = fs::metadata("/proc/self") else { return std::env::var("USER").unwrap_or_default() };
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(&accounts, own.uid()).unwrap_or_else(|| format!("uid {}", own.uid()))
}

/// The name of an account in the lines of `passwd(5)`: name, password, number, …
fn name_of(accounts: &str, uid: u32) -> Option<String> {
    let uid = uid.to_string();
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_called_by_its_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nnorven:x:998:998::/var/lib/norven:/usr/sbin/nologin\n";
        assert_eq!(name_of(accounts, 998).as_deref(), Some("norven"));
        assert_eq!(name_of(accounts, 99), None);
        assert!(!account().is_empty());
    }
}
