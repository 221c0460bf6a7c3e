//! What a container is told of a service that happens to be called as we are: variables like our settings', which nobody
//! set for us.
//!
//! Kubernetes gives them to every pod beside a service (<https://kubernetes.io/docs/concepts/services-networking/service/>,
//! "Environment variables"), Docker's links to a linked container. A service `makerates-report` makes them too.

use crate::environment::PREFIX;

/// Whether a variable is one of those.
pub(super) fn is_service_link(name: &str, value: &str) -> bool {
    let Some(name) = name.strip_prefix(PREFIX) else { return false };
    // The service's own name goes before, with an underscore.
    let ends = |end: &str| name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_'));
    let begins = |word: &str| name.starts_with(word) || name.contains(&format!("_{word}"));
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let is_of_port = || {
        name.split("PORT_").skip(1).any(|port| {
            let words: Vec<&str> = port.split('_').collect();
            let is_number = words[0].parse::<u16>().is_ok();
            is_number && words.get(1).is_some_and(|protocol| ["TCP", "UDP", "SCTP"].contains(protocol))
        })
    };
    ends("SERVICE_HOST")
        || ends("SERVICE_PORT")
        || begins("SERVICE_PORT_")
        || (ends("PORT") && is_address)
        || is_of_port()
        || (ends("NAME") && value.starts_with('/'))
        || begins("ENV_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubernetes_and_docker_set_is_no_misspelt_setting() {
        let links = [
            ("SERVICE_HOST", "10.0.0.11"),
            ("SERVICE_PORT", "6379"),
            ("SERVICE_PORT_HTTP", "80"),
            ("PORT", "tcp://10.0.0.11:6379"),
            ("PORT_80_TCP", "tcp://10.0.0.11:6379"),
            ("PORT_80_TCP_PROTO", "tcp"),
            ("PORT_53_UDP_ADDR", "10.0.0.11"),
            ("REPORT_SERVICE_HOST", "10.0.0.12"),
            ("REPORT_PORT_80_TCP_PORT", "80"),
            ("NAME", "/web/makerates"),
            ("ENV_HOME", "/root"),
        ];
        for (name, value) in links {
            assert!(is_service_link(&format!("MAKERATES_{name}"), value), "{name}");
        }
        let settings = [
            ("PORT", "80"),
            ("HOEM", "x"),
            ("SERVICE", "x"),
            ("SERVICE_HOSTS", "x"),
            ("PORT_80", "x"),
            ("NAME", "makerates"),
            ("AIRPORT", "tcp://x"),
        ];
        for (name, value) in settings {
            assert!(!is_service_link(&format!("MAKERATES_{name}"), value), "{name}");
        }
    }
}
