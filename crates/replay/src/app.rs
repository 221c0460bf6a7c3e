//! What every request shares.

use crate::data::Recordings;
use crate::state::State;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What every request shares.
pub struct App {
    pub recordings: Recordings,
    pub key: String,
    pub state: Mutex<State>,
}

impl App {
    /// One request at a time decides and changes the state: answers and their record have one order.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
