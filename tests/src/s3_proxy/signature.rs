//! Signing a request anew from which a header was taken: AWS Signature Version 4, whose other parts stay as they are.

use makerates_core::bronze::sha256_hex;
use sha2::{Digest, Sha256};

/// The block of SHA-256, in bytes.
const BLOCK: usize = 64;

/// Takes a header out of a head, and signs what is left.
///
/// # Panics
/// When the request is not signed as the AWS SDK does it.
pub(super) fn sign_without(head: &mut Vec<String>, header: &str, secret: &str) {
    let authorization = take(head, "authorization");
    let of = |name: &str| -> String {
        let part = authorization.split(", ").find_map(|part| part.split_once(name));
        part.unwrap_or_else(|| panic!("no {name} in {authorization}")).1.to_owned()
    };
    let credential = of("Credential=");
    let names: Vec<String> =
        of("SignedHeaders=").split(';').filter(|name| *name != header).map(str::to_owned).collect();
    head.retain(|line| name_of(line) != header);

    let (access_key, scope) = credential.split_once('/').expect("a credential has a scope");
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
        value(head, "x-amz-date"),
        sha256_hex(canonical(head, &names).as_bytes())
    );
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in scope.split('/').chain([to_sign.as_str()]) {
        key = hmac(&key, part.as_bytes());
    }
    let signature: String = hex::encode(&key);
    let names = names.join(";");
    head.push(format!(
        "authorization: AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}\r\n"
    ));
}

/// What is signed of a head. Its path is escaped already, and its query has one name at most, so neither is reordered.
fn canonical(head: &[String], names: &[String]) -> String {
    let mut words = head[0].split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<String> = names.iter().map(|name| format!("{name}:{}\n", value(head, name))).collect();
    let headers = headers.concat();
    let (names, payload) = (names.join(";"), value(head, "x-amz-content-sha256"));
    format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{payload}")
}

fn name_of(line: &str) -> String {
    line.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn value(head: &[String], name: &str) -> String {
    let line = head.iter().find(|line| name_of(line) == name).unwrap_or_else(|| panic!("no {name} in {head:?}"));
    line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

fn take(head: &mut Vec<String>, name: &str) -> String {
    let value = value(head, name);
    head.retain(|line| name_of(line) != name);
    value
}

/// HMAC with SHA-256 (RFC 2104), for keys of a block at most.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    assert!(key.len() <= BLOCK, "the key is too long");
    let pad = |filling: u8| -> Vec<u8> {
        (0..BLOCK).map(|index| key.get(index).copied().unwrap_or_default() ^ filling).collect()
    };
    let inner = Sha256::new_with_prefix(pad(0x36)).chain_update(text).finalize();
    Sha256::new_with_prefix(pad(0x5c)).chain_update(inner).finalize().to_vec()
}
