//! Bronze on a local disk: what is kept, what the tools for it tell, and disks that are full or read-only.

mod disks;
mod maintenance;
mod memory;
mod rejected;
