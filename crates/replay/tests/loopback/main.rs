//! Starts the server and asks it over loopback, as the extractors do.

mod control;
mod exchangerate;
mod faults;
mod frankfurter;
mod panel;
mod panel_faults;
mod process;
mod sending;
mod support;
