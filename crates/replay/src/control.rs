//! `/_control`: sets the clock, the faults and the account, and tells what was asked.

use crate::app::App;
use crate::exchangerate::AccountPlan;
use crate::faults::Faults;
use crate::reply::Reply;
use crate::state::State;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State as Extract};
use axum::http::{Method, Response, StatusCode, Uri};
use axum::routing::{get, put};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    now: Timestamp,
}

/// What is not named stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    limit: Option<u64>,
    used: Option<u64>,
    plan: Option<AccountPlan>,
    status: Option<u16>,
}

/// The control routes. A fault may carry a body of any size.
pub fn routes() -> Router<Arc<App>> {
    let control = Router::new()
        .route("/", get(show))
        .route("/clock", put(set_clock))
        .route("/faults", put(set_faults))
        .route("/quota", put(set_quota))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown);
    Router::new().nest("/_control", control).route("/_control/", get(show)).layer(DefaultBodyLimit::disable())
}

async fn show(Extract(app): Extract<Arc<App>>) -> Response<Body> {
    change(&app, |_| Ok(()))
}

async fn set_clock(Extract(app): Extract<Arc<App>>, body: Bytes) -> Response<Body> {
    change(&app, |state| {
        state.now = read::<Clock>(&body)?.now;
        Ok(())
    })
}

async fn set_faults(Extract(app): Extract<Arc<App>>, body: Bytes) -> Response<Body> {
    change(&app, |state| {
        state.faults = Faults::parse(read(&body)?)?;
        Ok(())
    })
}

async fn set_quota(Extract(app): Extract<Arc<App>>, body: Bytes) -> Response<Body> {
    change(&app, |state| {
        let account: Account = read(&body)?;
        if account.status.is_some_and(|status| !matches!(status, 200 | 429)) {
            return Err("status must be 200 or 429".into());
        }
        let quota = &mut state.quota;
        quota.limit = account.limit.unwrap_or(quota.limit);
        quota.used = account.used.unwrap_or(quota.used);
        quota.plan = account.plan.unwrap_or(quota.plan);
        quota.status = account.status.unwrap_or(quota.status);
        Ok(())
    })
}

async fn unknown(method: Method, uri: Uri) -> Response<Body> {
    let message = format!("there is no {method} /_control{}", uri.path().trim_end_matches('/'));
    json_reply(StatusCode::NOT_FOUND, &json!({ "error": message }))
}

/// Changes the state as a whole or not at all, and answers with it.
fn change(app: &App, act: impl FnOnce(&mut State) -> Result<(), String>) -> Response<Body> {
    let mut state = app.state();
    match act(&mut state) {
        Ok(()) => json_reply(StatusCode::OK, &state.describe()),
        Err(reason) => json_reply(StatusCode::BAD_REQUEST, &json!({ "error": reason })),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn json_reply(status: StatusCode, value: &Value) -> Response<Body> {
    Reply::json(status, value.to_string()).into()
}
