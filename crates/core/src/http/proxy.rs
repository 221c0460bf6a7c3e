//! The proxy that the environment names.
//!
//! It is read here, and not by the HTTP library, which passes by in silence what it can't read, and goes out without a
//! proxy: where one is demanded, that is a way around it. An empty variable is an absent one.

use super::error::HttpError;
use hyper_util::client::proxy::matcher::Matcher;
use std::ffi::OsString;

const OF_ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];
const OF_HTTP: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const OF_HTTPS: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];
const OF_NONE: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A proxy, and the variable that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    pub variable: &'static str,
    pub url: reqwest::Url,
    /// Whether it is asked for a tunnel, which it can't look into.
    pub is_tunnelled: bool,
}

impl Proxy {
    /// The proxy on the way to an address; none when the environment names none for it.
    pub fn on_the_way_to(address: &reqwest::Url) -> Result<Option<Self>, HttpError> {
        Self::of(address, std::env::var_os::<&str>)
    }

    fn of(address: &reqwest::Url, look: impl Fn(&'static str) -> Option<OsString>) -> Result<Option<Self>, HttpError> {
        let given = |names: [&'static str; 2]| {
            let given = |name| look(name).map(|value| (name, value)).filter(|(_, value)| !is_blank(value));
            names.into_iter().find_map(given)
        };
        let own = if address.scheme() == "https" { OF_HTTPS } else { OF_HTTP };
        let Some((variable, value)) = given(own).or_else(|| given(OF_ALL)) else { return Ok(None) };
        let exceptions = given(OF_NONE).map(|(_, value)| value.to_string_lossy().into_owned()).unwrap_or_default();
        if is_excepted(address, exceptions) {
            return Ok(None);
        }
        match read(&value) {
            Ok(url) => Ok(Some(Self { variable, url, is_tunnelled: address.scheme() == "https" })),
            Err(reason) => Err(HttpError::Proxy { variable, reason }),
        }
    }

    /// What the proxy did instead of letting us through.
    pub fn fault(&self, reason: String) -> HttpError {
        HttpError::Proxy { variable: self.variable, reason }
    }
}

fn is_blank(value: &OsString) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether `NO_PROXY` names the host: by the rules of the library that sends the request.
fn is_excepted(address: &reqwest::Url, exceptions: String) -> bool {
    let any_proxy = Matcher::builder().all("http://proxy").no(exceptions).build();
    address.as_str().parse().is_ok_and(|address| any_proxy.intercept(&address).is_none())
}

/// A proxy's address. The reason never repeats it: it may hold a password.
fn read(value: &OsString) -> Result<reqwest::Url, String> {
    let text = value.to_str().ok_or("it is not UTF-8")?.trim();
    // As everywhere, `proxy.example.org:3128` is meant to be spoken to in HTTP.
    let url = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = reqwest::Url::parse(&url).map_err(|error| format!("it is no address ({error})"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{}` is no scheme of a proxy here, http and https are", url.scheme()));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("it is no address of a proxy: expected http://host:port and nothing after it".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(address: &str, environment: &[(&'static str, &str)]) -> Result<Option<(&'static str, String)>, String> {
        let look = |name| environment.iter().find(|(own, _)| *own == name).map(|(_, value)| OsString::from(value));
        let found = Proxy::of(&address.parse().unwrap(), look);
        let shown = |proxy: Proxy| (proxy.variable, proxy.url.to_string());
        found.map(|proxy| proxy.map(shown)).map_err(|error| error.to_string())
    }

    #[test]
    fn each_variable_in_either_case_names_the_proxy_of_its_scheme() {
        for (address, names) in [
            ("https://rates.example.org", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
            ("http://rates.example.org", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]),
        ] {
            for name in names {
                let expected = Ok(Some((name, "http://proxy:3128/".to_owned())));
                assert_eq!(proxy(address, &[(name, "http://proxy:3128")]), expected);
                assert_eq!(proxy(address, &[(name, " proxy:3128 ")]), expected, "without a scheme");
                let refused = proxy(address, &[(name, "socks5://user:secret@proxy:1080")]).unwrap_err();
                assert!(refused.contains(name) && refused.contains("socks5") && !refused.contains("secret"));
            }
            assert_eq!(proxy(address, &[]), Ok(None));
        }
        assert_eq!(
            proxy("https://rates.example.org", &[("HTTP_PROXY", "nonsense://")]),
            Ok(None),
            "of other addresses"
        );
    }

    #[test]
    fn an_empty_variable_is_an_absent_one() {
        let to = |environment: &[(&'static str, &str)]| proxy("https://rates.example.org", environment);
        let expected = Ok(Some(("https_proxy", "http://one/".to_owned())));
        assert_eq!(to(&[("HTTPS_PROXY", ""), ("https_proxy", "one")]), expected, "it does not hide the other case");
        assert_eq!(to(&[("HTTPS_PROXY", " "), ("ALL_PROXY", "")]), Ok(None));
        let excepted = [("HTTPS_PROXY", "one"), ("NO_PROXY", ""), ("no_proxy", "example.org")];
        assert_eq!(to(&excepted), Ok(None));
    }

    #[test]
    fn a_misspelt_proxy_is_refused_unless_the_host_needs_none() {
        let wrong =
            ["http//proxy:3128", "http:/proxy:3128", "http://proxy:port", "://", "htp://proxy", "http://proxy/3128"];
        for value in wrong {
            assert!(proxy("https://rates.example.org", &[("HTTPS_PROXY", value)]).is_err(), "{value}");
            let excepted = [("HTTPS_PROXY", value), ("NO_PROXY", "localhost,.example.org")];
            assert_eq!(proxy("https://rates.example.org", &excepted), Ok(None), "{value}");
        }
    }
}
