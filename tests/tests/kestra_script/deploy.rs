//! `kestra deploy`.

use crate::fake::Fake;
use crate::stack::Stack;
use std::net::TcpListener;

#[test]
fn flows_are_created_at_first_and_updated_afterwards() {
    let (kestra, stack) = (Fake::start(), Stack::new());
    let first = stack.kestra(&kestra.url, &["deploy"], &[]);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert_eq!(first.stdout, "created flow makerates.rates_backfill\ncreated flow makerates.rates_daily\n");

    stack.write_flow("rates_daily", "tasks: [one]\n");
    let second = stack.kestra(&kestra.url, &["deploy"], &[]);
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    assert_eq!(second.stdout, "updated flow makerates.rates_backfill\nupdated flow makerates.rates_daily\n");
    let expected = "id: rates_daily\nnamespace: makerates\ntasks: [one]\n";
    assert_eq!(kestra.holding().flows["makerates/rates_daily"], expected);
    assert_eq!(kestra.holding().flows.len(), 2);
}

#[test]
fn a_refused_flow_leaves_all_as_it_was() {
    let (kestra, stack) = (Fake::start(), Stack::new());
    stack.write_flow("rates_daily", "tasks: [{type: io.kestra.nothing}]\n");
    let outcome = stack.kestra(&kestra.url, &["deploy"], &[]);
    assert_eq!(outcome.code, Some(1));
    let refusal = "kestra: Kestra refuses, so nothing was uploaded: kestra/flows/rates_daily.yml: \
                   tasks[0]: Invalid type: \"io.kestra.nothing\" at line 4\n";
    assert_eq!(outcome.stderr, refusal);
    assert_eq!(kestra.holding().flows.len(), 0);
    assert_eq!(kestra.holding().requests, ["POST flows/validate"; 2]);
}

#[test]
fn a_wrong_password_is_said() {
    let (kestra, stack) = (Fake::start(), Stack::new());
    let outcome = stack.kestra(&kestra.url, &["deploy"], &[("KESTRA_PASSWORD", "wrong")]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.contains("refused KESTRA_USERNAME and KESTRA_PASSWORD"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("wrong"), "{}", outcome.stderr);
}

#[test]
fn without_a_password_nothing_is_asked() {
    let (kestra, stack) = (Fake::start(), Stack::new());
    let outcome = stack.kestra(&kestra.url, &["deploy"], &[("KESTRA_PASSWORD", "")]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("copy .env.example to .env"), "{}", outcome.stderr);
    assert_eq!(kestra.holding().requests.len(), 0);
}

#[test]
fn a_server_that_is_not_there_is_told_from_one_that_is_stuck() {
    let stack = Stack::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));

    // The system takes the connection, and nobody answers.
    let silent = stack.kestra(&url, &["deploy"], &[("KESTRA_TIMEOUT_S", "0.2")]);
    assert_eq!(silent.code, Some(1));
    assert!(silent.stderr.contains("gave no answer within 0.2 s"), "{}", silent.stderr);
    assert!(silent.stderr.contains("docker compose restart kestra"), "{}", silent.stderr);

    drop(listener);
    let absent = stack.kestra(&url, &["deploy"], &[]);
    assert_eq!(absent.code, Some(1));
    assert!(absent.stderr.contains("nothing listens at"), "{}", absent.stderr);
    assert!(absent.stderr.contains("`just up` starts the stack"), "{}", absent.stderr);
}
